from dataclasses import dataclass

from application.identity.ports import KeptSigningKeys
from application.identity.queries import SigningKeyRow
from application.shared.ports import Clock
from domain.identity.access import may_keep_keys
from domain.identity.signing_key import KeyPolicy, SigningKeys
from domain.shared.access import Actor, require


@dataclass(frozen=True, slots=True)
class ListSigningKeys:
    """What is kept and what each of them is to the tokens of today, in the order in which they sign."""

    kept: KeptSigningKeys
    policy: KeyPolicy
    clock: Clock

    async def __call__(self, actor: Actor) -> list[SigningKeyRow]:
        require(may_keep_keys(actor), "list signing keys")
        keys, now = SigningKeys.of(await self.kept.all(), self.policy), self.clock.now()
        return [
            SigningKeyRow(key.id, keys.state(key, now), key.created_at, key.signs_from, keys.accepted_until(key))
            for key in keys.keys
        ]
