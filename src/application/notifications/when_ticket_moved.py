from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from application.notifications.around import tell_around
from application.notifications.ports import Concerned, NotificationsWork, TicketAround
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import TicketMoved
from domain.shared.ids import UserId

TO_REQUESTERS: Final[Mapping[str, str]] = {"pending": "waits for you", "resolved": "is resolved"}
"""The moves that ask something of them."""


@dataclass(frozen=True, slots=True)
class WhenTicketMoved:
    """Tell the requester when it is their turn, and who watches of every move."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: TicketMoved = happened.event
        by = UserId(happened.actor_id)
        async with self.uow() as work:
            await tell_around(work, happened, by=by, say=lambda around, one: _of_move(event, around, one))


def _of_move(event: TicketMoved, around: TicketAround, one: Concerned) -> str | None:
    if one.is_requester and event.new in TO_REQUESTERS:
        return f"Ticket {around.number} {TO_REQUESTERS[event.new]}: {around.title}"
    return f"Ticket {around.number} is now {event.new.replace('_', ' ')}: {around.title}" if one.is_watcher else None
