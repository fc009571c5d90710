from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.shared.errors import NotFound
from domain.shared.ids import NotificationId, TicketId, UserId


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

    def read(self, *, at: datetime) -> Self:
        return replace(self, read_at=self.read_at or at)
