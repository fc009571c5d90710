from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import ComplaintSubmitted
from domain.notifications.notification import Notification


@dataclass(frozen=True, slots=True)
class WhenComplaintSubmitted:
    """Tell everybody who can handle it."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: ComplaintSubmitted = happened.event
        async with self.uow() as work:
            around = await work.audiences.around_complaint(event.complaint_id)
            for handler_id in around.handler_ids:
                text = f"Somebody complained: {around.subject}"
                told = Notification.about(event, happened.id, to=handler_id, text=text, ticket_id=around.ticket_id)
                await work.notifications.add(told)
