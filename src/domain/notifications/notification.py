from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from domain.shared.errors import NotFound
from domain.shared.events import Event
from domain.shared.ids import NotificationId, TicketId, UserId, stable_id


class NotificationNotFound(NotFound):
    code = "NOTIFICATIONS_NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Something one person is told. `id` follows from event and recipient, so that telling twice is telling once."""

    id: NotificationId
    recipient_id: UserId
    kind: str
    ticket_id: TicketId | None = None
    text: str
    created_at: datetime
    read_at: datetime | None = None

    @classmethod
    def about(cls, event: Event, event_id: UUID, *, to: UserId, text: str, ticket_id: TicketId | None = None) -> Self:
        """What one person is told of one event; told again it is the same notification."""
        told_once = NotificationId(stable_id(event.at, str(event_id), str(to)))
        return cls(id=told_once, recipient_id=to, kind=event.name, ticket_id=ticket_id, text=text, created_at=event.at)

    def read(self, *, at: datetime) -> Self:
        return replace(self, read_at=self.read_at or at)
