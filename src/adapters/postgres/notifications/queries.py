from typing import Final, final

from sqlalchemy import select

from adapters.postgres.listing import Listing, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import notifications
from adapters.postgres.transaction import look
from application.notifications.queries import (
    NOTIFICATION_SORTS,
    NotificationFilter,
    NotificationQueries,
    NotificationRow,
)
from application.shared.page import Page, PageRequest
from domain.notifications.notification import NotificationNotFound
from domain.shared.access import Actor
from domain.shared.ids import NotificationId

_READ: Final = "read"
_UNREAD: Final = "unread"

_MINE: Final = notifications.c.recipient_id == parameter("recipient_id", notifications.c.recipient_id)

_NOTIFICATIONS: Final = Listing(
    NotificationRow,
    notifications,
    key=notifications.c.id,
    sort_types=NOTIFICATION_SORTS,
    sorts={"createdAt": notifications.c.created_at},
    conditions={
        "recipient_id": _MINE,
        _READ: notifications.c.read_at.is_not(None),
        _UNREAD: notifications.c.read_at.is_(None),
        **equal(notifications.c.kind),
    },
)
_CARD: Final = Statement(
    select(*_NOTIFICATIONS.columns).where(notifications.c.id == parameter("id", notifications.c.id), _MINE)
)


@final
class PostgresNotificationQueries(NotificationQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: NotificationFilter, page: PageRequest) -> Page[NotificationRow]:
        asked = wanted(filter) | {"recipient_id": actor.user_id}
        if filter.is_read is not None:
            asked[_READ if filter.is_read else _UNREAD] = None
        return await _NOTIFICATIONS.page(self._pool, asked, page)

    async def card(self, actor: Actor, notification_id: NotificationId) -> NotificationRow:
        found = await look(self._pool, _CARD, {"id": notification_id, "recipient_id": actor.user_id})
        if not found:
            raise NotificationNotFound("There is no such notification.")
        return _NOTIFICATIONS.read(found[0])
