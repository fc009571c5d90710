from dataclasses import dataclass

from application.notifications.ports import NotificationsWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.shared.access import Actor
from domain.shared.ids import NotificationId


class ReadNotificationCommand(Command, frozen=True, kw_only=True):
    notification_id: NotificationId


@dataclass(frozen=True, slots=True)
class ReadNotification:
    """Mark one's own notification as read; the first time counts."""

    uow: UnitOfWork[NotificationsWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: ReadNotificationCommand) -> None:
        async with self.uow() as work:
            notification = await work.notifications.get(command.notification_id, recipient_id=actor.user_id)
            await work.notifications.save(notification.read(at=self.clock.now()))
