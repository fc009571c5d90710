from dataclasses import dataclass
from uuid import UUID

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import TicketAssigned
from domain.notifications.notification import Notification
from domain.shared.ids import NotificationId, UserId, stable_id


@dataclass(frozen=True, slots=True)
class WhenTicketAssigned:
    """Tell the assignee, unless they took it themselves."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: TicketAssigned = happened.event
        if event.assignee_id == event.assigned_by:
            return
        async with self.uow() as work:
            await work.notifications.add(
                Notification(
                    id=_told_once(happened.id, event.assignee_id, event),
                    recipient_id=event.assignee_id,
                    kind=event.name,
                    ticket_id=event.ticket_id,
                    text=f"Ticket {event.number} is yours: {event.title}",
                    created_at=event.at,
                )
            )


def _told_once(event_id: UUID, recipient_id: UserId, event: TicketAssigned) -> NotificationId:
    return NotificationId(stable_id(event.at, str(event_id), str(recipient_id)))
