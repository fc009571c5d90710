from dataclasses import dataclass
from typing import Protocol

from domain.notifications.notification import Notification
from domain.shared.ids import NotificationId, UserId


class NotificationRepository(Protocol):
    async def get(self, notification_id: NotificationId, *, recipient_id: UserId) -> Notification:
        """Load to change. NotificationNotFound, also when it is somebody else's."""

    async def add(self, notification: Notification) -> None:
        """Store it, unless it is there already."""

    async def save(self, notification: Notification) -> None: ...


@dataclass(frozen=True, slots=True)
class NotificationsWork:
    notifications: NotificationRepository
