from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from application.identity.ports import FailureCounts, Place
from application.shared.origin import origin
from application.shared.ports import Clock
from domain.identity.failures import Bucket, FailureLimits, TooManyFailures
from domain.identity.second_factor import SecondFactorRequired
from domain.shared.errors import Unavailable

UNCOUNTED: Final = (Unavailable, SecondFactorRequired)
"""Refusals of what was not tried, or was right as far as it went: they use up no place."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The one measure of failures for every door at which somebody shows a password or a code.

    A place is taken before anything is compared, however many come at once, and given back to who was right.
    TooManyFailures when none is left, for the right secret too. Unavailable when nobody can count: nothing is tried.
    """

    counts: FailureCounts
    clock: Clock
    limits: FailureLimits

    @asynccontextmanager
    async def of(self, canonical_email: str) -> AsyncIterator[None]:
        """Around all that tells right from wrong. What it refuses stays counted."""
        caller = self.limits.caller(origin.get().ip, purpose="login")
        places = await self._take((*caller, self.limits.account(canonical_email)))
        try:
            yield
        except UNCOUNTED:
            await self._give_back(places)
            raise
        await self._give_back(places)

    async def ask_for_mail(self) -> None:
        """Whoever asks for mail to an address, known or not: right or wrong is never told, so that each counts."""
        await self._take(self.limits.caller(origin.get().ip, purpose="mail"))

    async def forgive(self, canonical_email: str) -> None:
        """Somebody has proven in another way whose the account is."""
        await self.counts.clear(self.limits.account(canonical_email))

    async def _take(self, buckets: Sequence[Bucket]) -> Sequence[Place]:
        now = self.clock.now()
        places = await self.counts.take(buckets, at=now)
        full = next((place for place in places if not place.is_ours), None)
        if full is not None:
            raise TooManyFailures.until(full.until, at=now)
        return places

    async def _give_back(self, places: Sequence[Place]) -> None:
        """When that fails, they stay counted until their window ends: what happened is true all the same."""
        with suppress(Unavailable):
            await self.counts.give_back(places)
