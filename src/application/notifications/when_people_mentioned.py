from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.desk.events import PeopleMentioned
from domain.notifications.notification import Notification


@dataclass(frozen=True, slots=True)
class WhenPeopleMentioned:
    """Tell each of them where they are named, not what was said."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: PeopleMentioned = happened.event
        text = f"You are mentioned on ticket {event.number}: {event.title}"
        async with self.uow() as work:
            for user_id in event.user_ids:
                told = Notification.about(event, happened.id, to=user_id, text=text, ticket_id=event.ticket_id)
                await work.notifications.add(told)
