from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from application.audit.ports import SealQueries
from application.audit.seal_events import SealEvents
from domain.audit.seal import Damage, Fault, Mac, Seal

TOLD_AT_MOST: Final = 100
"""Faults: the first ones say where to look."""


class Verification(Struct, frozen=True):
    """`head` is the digest of the newest seal, to be noted elsewhere; `sealed_now` are events that were not sealed yet.

    There may be more than the `faults` that are told, which `faults_found` counts. `waiting` are events of transactions
    that were under way.
    """

    events: int
    seals: int
    sealed_now: int
    waiting: int
    head: str
    faults_found: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class VerifyEvents:
    """Look whether all that was recorded is as it was when it was sealed, and nothing else is there.

    Ends of the chain could be cut off, events with their seals: that shows only to who noted a `head` before.
    """

    seals: SealQueries
    seal_events: SealEvents
    mac: Mac

    async def __call__(self, *, head: str | None = None) -> Verification:
        sealed = await self.seal_events()
        found = _Found(is_head_known=head is None)
        before: Seal | None = None
        async for seal in self.seals.all():
            found.add(*seal.faults(after=before, entries=await self.seals.entries(seal), mac=self.mac))
            found.is_head_known |= seal.digest.hex() == head
            found.seals += 1
            before = seal
        unsealed = await self.seals.unsealed(before, at_most=TOLD_AT_MOST)
        found.add(*(Fault(Damage.ADDED, event_id=event_id) for event_id in unsealed.added))
        if not found.is_head_known:
            found.add(Fault(Damage.HEAD_UNKNOWN))
        return Verification(
            events=before.before + len(before.event_ids) if before else 0,
            seals=found.seals,
            sealed_now=sealed.events,
            waiting=unsealed.waiting,
            head=before.digest.hex() if before else "",
            faults_found=found.count,
            faults=tuple(found.faults),
        )


class _Found:
    """What was found so far."""

    def __init__(self, *, is_head_known: bool) -> None:
        self.is_head_known = is_head_known
        self.seals = self.count = 0
        self.faults: list[Fault] = []

    def add(self, *faults: Fault) -> None:
        self.count += len(faults)
        self.faults += faults[: TOLD_AT_MOST - len(self.faults)]
