from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.shared.errors import NotFound
from domain.shared.ids import DraftId, TicketId, UserId


class DraftNotFound(NotFound):
    code = "DESK_DRAFT_NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody means to say about a ticket, which nobody else ever sees. A person has one for each ticket."""

    id: DraftId
    ticket_id: TicketId
    author_id: UserId
    body: str
    is_internal: bool
    created_at: datetime
    updated_at: datetime

    def reword(self, *, body: str, is_internal: bool, at: datetime) -> Self:
        return replace(self, body=body, is_internal=is_internal, updated_at=at)
