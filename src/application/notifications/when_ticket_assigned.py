from dataclasses import dataclass

from application.notifications.around import tell_around
from application.notifications.ports import Concerned, NotificationsWork, TicketAround
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import TicketAssigned


@dataclass(frozen=True, slots=True)
class WhenTicketAssigned:
    """Tell the assignee, unless they took it themselves or have it no more, and who watches."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: TicketAssigned = happened.event
        async with self.uow() as work:
            await tell_around(
                work, happened, by=event.assigned_by, say=lambda around, one: _of_assignment(event, around, one)
            )


def _of_assignment(event: TicketAssigned, around: TicketAround, one: Concerned) -> str | None:
    if one.user_id == event.assignee_id and one.is_assignee:
        return f"Ticket {around.number} is yours: {around.title}"
    return f"Ticket {around.number} has an assignee: {around.title}" if one.is_watcher else None
