"""Reactions that misbehave, and the one event that sets them off."""

import asyncio
import os
import signal
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from adapters.procrastinate.pace import Pace
from application.shared.origin import Origin, origin
from application.shared.ports import Happened, Reaction
from application.shared.reactions import Reactions
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.events import TicketAssigned
from domain.shared.access import Actor, Role
from tests.support.builders import MONDAY, a_ticket, a_user
from tests.support.shelves import stock

AWAITED: Final = frozenset({TicketAssigned.name})

HASTE: Final = Pace(
    poll=0.05,
    attempts=3,
    first_pause=0.05,
    longest_pause=0.2,
    reaction_timeout=5.0,
    heartbeat=0.2,
    stalled_after=0.8,
    sweep=0.2,
    crashes=3,
    grace=0.5,
    restart=0.1,
)


@dataclass
class Remembering(Reaction):
    """Writes down what it was told, and on whose behalf it ran."""

    told: list[UUID] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)

    async def __call__(self, happened: Happened) -> None:
        self.told.append(happened.event.ticket_id)
        self.origins.append(origin.get())


@dataclass
class Failing(Reaction):
    """Fails so many times, then does as it is told."""

    times: int
    tried: int = 0

    async def __call__(self, happened: Happened) -> None:
        self.tried += 1
        if self.tried <= self.times:
            raise RuntimeError(f"Not today, {happened.id}.")


@dataclass
class Dawdling(Reaction):
    """Takes its time, the first time."""

    seconds: float
    begun: int = 0
    ended: int = 0

    async def __call__(self, happened: Happened) -> None:  # noqa: ARG002 - whatever happened
        self.begun += 1
        if self.begun == 1:
            await asyncio.sleep(self.seconds)
        self.ended += 1


@dataclass
class Deadly(Reaction):
    """Takes the whole process with it."""

    async def __call__(self, happened: Happened) -> None:  # noqa: ARG002 - whatever happened
        os.kill(os.getpid(), signal.SIGKILL)


def to_an_assignment(*reactions: Reaction) -> Reactions:
    return Reactions({TicketAssigned: reactions})


async def assign(shelf: Shelf, *, tickets: int = 1, then: BaseException | None = None) -> list[TicketAssigned]:
    """Assign new tickets to a new developer in one transaction, which `then` ends."""
    developer, requester = a_user(role=Role.DEVELOPER), a_user()
    new = [a_ticket(requester_id=requester.id) for _ in range(tickets)]
    await stock(shelf, developer, requester, *new)
    events = []
    async with shelf.desk_work() as work:
        for ticket in new:
            loaded = await work.tickets.get(ticket.id, scope=TicketScope.of(Actor.house()))
            event = TicketAssigned(
                ticket_id=ticket.id,
                number=ticket.number,
                title=ticket.title,
                assignee_id=developer.id,
                assigned_by=requester.id,
                at=MONDAY,
            )
            await work.tickets.save(replace(loaded, assignee_id=developer.id), event)
            events.append(event)
        if then:
            raise then
    return events
