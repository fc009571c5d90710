from typing import final

from adapters.memory.store import Transaction
from application.notifications.ports import NotificationRepository
from domain.notifications.notification import Notification, NotificationNotFound
from domain.shared.ids import NotificationId, UserId


@final
class MemoryNotificationRepository(NotificationRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._notifications = transaction.rows.notifications

    async def get(self, notification_id: NotificationId, *, recipient_id: UserId) -> Notification:
        notification = self._notifications.get(notification_id)
        if notification is None or notification.recipient_id != recipient_id:
            raise NotificationNotFound("There is no such notification.")
        return notification

    async def add(self, notification: Notification) -> None:
        self._notifications.setdefault(notification.id, notification)

    async def save(self, notification: Notification) -> None:
        self._notifications[notification.id] = notification
