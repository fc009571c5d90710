from datetime import datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.shared.access import Actor
from domain.shared.ids import NotificationId, TicketId


class NotificationFilter(Message, frozen=True, kw_only=True):
    is_read: bool | None = None
    kind: str | None = None


NOTIFICATION_SORTS: Final[SortTypes] = {"createdAt": datetime}


class NotificationRow(Message, frozen=True):
    id: NotificationId
    kind: str
    ticket_id: TicketId | None
    text: str
    created_at: datetime
    read_at: datetime | None


class NotificationQueries(Protocol):
    async def list(self, actor: Actor, filter: NotificationFilter, page: PageRequest) -> Page[NotificationRow]:
        """The actor's own."""

    async def card(self, actor: Actor, notification_id: NotificationId) -> NotificationRow: ...
