from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.shared.ports import Happened, UnitOfWork
from domain.identity.events import RoleChanged
from domain.notifications.notification import Notification


@dataclass(frozen=True, slots=True)
class WhenRoleChanged:
    """Tell people that they have another role."""

    uow: UnitOfWork[NotificationsWork]

    async def __call__(self, happened: Happened) -> None:
        event: RoleChanged = happened.event
        text = f"Your role is now {event.new_role}; it was {event.old_role}."
        async with self.uow() as work:
            await work.notifications.add(Notification.about(event, happened.id, to=event.user_id, text=text))
