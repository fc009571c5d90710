from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store
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


@final
class MemoryNotificationQueries(NotificationQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: NotificationFilter, page: PageRequest) -> Page[NotificationRow]:
        found = (
            told
            for told in self._store.rows.notifications.values()
            if told.recipient_id == actor.user_id
            and filter.is_read in (None, told.read_at is not None)
            and filter.kind in (None, told.kind)
        )
        return listed(found, page, NOTIFICATION_SORTS, partial(as_row, kind=NotificationRow))

    async def card(self, actor: Actor, notification_id: NotificationId) -> NotificationRow:
        told = self._store.rows.notifications.get(notification_id)
        if told is None or told.recipient_id != actor.user_id:
            raise NotificationNotFound("There is no such notification.")
        return as_row(told, NotificationRow)
