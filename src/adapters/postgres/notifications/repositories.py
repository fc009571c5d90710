from typing import Final, final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.kept import Kept
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import notifications
from adapters.postgres.transaction import Transaction
from application.notifications.ports import NotificationRepository
from domain.notifications.notification import Notification, NotificationNotFound
from domain.shared.ids import NotificationId, UserId

NOTIFICATIONS: Final = Kept(Notification, notifications)

_MINE: Final = Statement(
    NOTIFICATIONS.to_change(
        notifications.c.id == parameter("id", notifications.c.id),
        notifications.c.recipient_id == parameter("recipient_id", notifications.c.recipient_id),
    )
)
_ADDED: Final = (
    insert(notifications)
    .values({name: parameter(f"new_{name}", notifications.c[name]) for name in NOTIFICATIONS.columns})
    .on_conflict_do_nothing(index_elements=["id"])
    .returning(notifications.c.id)
    .cte("added")
)
_ADD: Final = Statement(select(_ADDED.c.id))
_READ: Final = Statement(
    select(
        update(notifications)
        .where(notifications.c.id == parameter("id", notifications.c.id))
        .values(read_at=parameter("new_read_at", notifications.c.read_at))
        .returning(notifications.c.id)
        .cte("changed")
    )
)


@final
class PostgresNotificationRepository(NotificationRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, notification_id: NotificationId, *, recipient_id: UserId) -> Notification:
        found = await NOTIFICATIONS.load(self._transaction, _MINE, id=notification_id, recipient_id=recipient_id)
        if found is None:
            raise NotificationNotFound("There is no such notification.")
        return found

    async def add(self, notification: Notification) -> None:
        values = NOTIFICATIONS.parameters(notification)
        await self._transaction.run(_ADD, {f"new_{name}": value for name, value in values.items()})

    async def save(self, notification: Notification) -> None:
        """That it was read is all that ever changes."""
        await self._transaction.run(_READ, {"id": notification.id, "new_read_at": notification.read_at})
