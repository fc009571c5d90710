from dataclasses import dataclass

from application.identity.ports import IdentityWork, KeptSigningKeys, KeyRing
from application.shared.ports import Clock, Ids, Secrets, UnitOfWork
from domain.identity.signing_key import KeyPolicy, SigningKeys


@dataclass(frozen=True, slots=True)
class HoldSigningKeys:
    """Have tokens signed and verified by the keys that are kept now. Where there are none yet, the first is made."""

    uow: UnitOfWork[IdentityWork]
    kept: KeptSigningKeys
    ring: KeyRing
    policy: KeyPolicy
    clock: Clock
    ids: Ids
    secrets: Secrets

    async def __call__(self) -> None:
        keys = SigningKeys.of(await self.kept.all(), self.policy)
        self.ring.hold(keys if keys.keys else await self._first())

    async def _first(self) -> SigningKeys:
        """Of several processes that start together one makes it, and all have it."""
        async with self.uow() as work:
            keys = SigningKeys.of(await work.signing_keys.all(), self.policy)
            if keys.keys:
                return keys
            key, added = keys.add(id=self.ids.new(), salt=self.secrets.new(), at=self.clock.now())
            await work.signing_keys.add(key, added)
            return SigningKeys.of([key], self.policy)
