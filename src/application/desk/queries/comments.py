from datetime import datetime
from typing import Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest
from domain.shared.access import Actor
from domain.shared.ids import CommentId, RevisionId, TicketId, UserId


class CommentRow(Message, frozen=True):
    """What was removed has no body."""

    id: CommentId
    ticket_id: TicketId
    author_id: UserId
    body: str
    is_internal: bool
    mentions: tuple[UserId, ...]
    version: int
    edited_at: datetime | None
    removed_at: datetime | None
    created_at: datetime


class CommentCard(CommentRow, frozen=True):
    """With its text as it is shown: `bodyHtml` can stand in any page."""

    body_html: str


class RevisionRow(Message, frozen=True):
    """What a comment said from `writtenAt` to `createdAt`, as its `version`."""

    id: RevisionId
    comment_id: CommentId
    version: int
    body: str
    written_at: datetime
    created_at: datetime


class RevisionQueries(Protocol):
    async def list(
        self, actor: Actor, ticket_id: TicketId, comment_id: CommentId, page: PageRequest
    ) -> Page[RevisionRow]:
        """What a comment said before, for staff. TicketNotFound and CommentNotFound as for the comment itself."""
