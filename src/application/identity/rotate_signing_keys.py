from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.ports import Clock, Ids, Secrets, UnitOfWork
from domain.identity.access import may_keep_keys
from domain.identity.signing_key import KeyPolicy, SigningKey, SigningKeys
from domain.shared.access import Actor, require


@dataclass(frozen=True, slots=True)
class RotateSigningKeys:
    """Add the key that signs next. The one before stays accepted as long as tokens of it live, then is forgotten."""

    uow: UnitOfWork[IdentityWork]
    policy: KeyPolicy
    clock: Clock
    ids: Ids
    secrets: Secrets

    async def __call__(self, actor: Actor) -> SigningKey:
        require(may_keep_keys(actor), "rotate signing keys")
        async with self.uow() as work:
            keys, now = SigningKeys.of(await work.signing_keys.all(), self.policy), self.clock.now()
            key, added = keys.add(id=self.ids.new(), salt=self.secrets.new(), at=now)
            for past in set(keys.keys) - set(keys.accepted(now)):
                await work.signing_keys.remove(past.id)
            await work.signing_keys.add(key, added)
        return key
