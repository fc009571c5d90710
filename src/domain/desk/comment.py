from dataclasses import dataclass
from datetime import datetime
from typing import Self

from domain.desk.events import TicketCommented
from domain.shared.errors import NotFound
from domain.shared.ids import CommentId, TicketId, UserId


class CommentNotFound(NotFound):
    code = "DESK_COMMENT_NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A public reply, or an internal note which nobody but staff ever sees."""

    id: CommentId
    ticket_id: TicketId
    author_id: UserId
    body: str
    is_internal: bool
    created_at: datetime

    @classmethod
    def write(
        cls, *, id: CommentId, ticket_id: TicketId, author_id: UserId, body: str, is_internal: bool, at: datetime
    ) -> tuple[Self, TicketCommented]:
        comment = cls(
            id=id, ticket_id=ticket_id, author_id=author_id, body=body, is_internal=is_internal, created_at=at
        )
        return comment, TicketCommented(
            ticket_id=ticket_id, comment_id=id, author_id=author_id, is_internal=is_internal, at=at
        )
