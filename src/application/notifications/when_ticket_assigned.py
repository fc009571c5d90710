from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import TicketAssigned
from domain.notifications.notification import Notification


@dataclass(frozen=True, slots=True)
class WhenTicketAssigned:
    """Tell the assignee, unless they took it themselves."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: TicketAssigned = happened.event
        if event.assignee_id == event.assigned_by:
            return
        text = f"Ticket {event.number} is yours: {event.title}"
        told = Notification.about(event, happened.id, to=event.assignee_id, text=text, ticket_id=event.ticket_id)
        async with self.uow() as work:
            await work.notifications.add(told)
