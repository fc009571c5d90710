from dataclasses import dataclass

from application.notifications.around import tell_around
from application.notifications.ports import Concerned, NotificationsWork, TicketAround
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import TicketCommented


@dataclass(frozen=True, slots=True)
class WhenTicketCommented:
    """Tell the other side of a reply and who watches; of an internal note only those who may see it."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: TicketCommented = happened.event
        async with self.uow() as work:
            await tell_around(
                work, happened, by=event.author_id, say=lambda around, one: _of_comment(event, around, one)
            )


def _of_comment(event: TicketCommented, around: TicketAround, one: Concerned) -> str | None:
    if event.is_internal:
        hears = one.is_watcher and one.sees_internal
        return f"Ticket {around.number} has a new internal note: {around.title}" if hears else None
    other_side = one.is_assignee if event.author_id == around.requester_id else one.is_requester
    return f"Ticket {around.number} has a new reply: {around.title}" if other_side or one.is_watcher else None
