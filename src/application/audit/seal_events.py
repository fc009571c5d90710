from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from application.audit.ports import AuditWork
from application.shared.ports import Clock, UnitOfWork
from domain.audit.seal import Mac, Seal

AT_ONCE: Final = 2_000
"""Events of a seal at most, so that nobody has to hold more of them."""


class SealedEvents(Struct, frozen=True):
    """How many were sealed now, and the newest seal."""

    events: int
    newest: Seal | None


@dataclass(frozen=True, slots=True)
class SealEvents:
    """Seal whatever has been recorded since. Whoever records waits for nothing: it is done behind them."""

    uow: UnitOfWork[AuditWork]
    clock: Clock
    mac: Mac

    async def __call__(self) -> SealedEvents:
        """As far as there is something at the beginning: what is recorded meanwhile is left for the next time."""
        sealed = 0
        while True:
            newest, count = await self._seal()
            sealed += count
            if count < AT_ONCE:
                return SealedEvents(sealed, newest)

    async def _seal(self) -> tuple[Seal | None, int]:
        """The newest seal, and of how many events it was made just now."""
        async with self.uow() as work:
            newest = await work.seals.newest()
            portion = await work.seals.unsealed(newest, limit=AT_ONCE)
            if not portion.entries:
                return newest, 0
            at = self.clock.now()
            seal = Seal.over(portion.entries, after=newest, horizon=portion.horizon, at=at, mac=self.mac)
            await work.seals.add(seal)
        return seal, len(portion.entries)
