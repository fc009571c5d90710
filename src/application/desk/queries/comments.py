from datetime import datetime

from application.shared.messages import Message
from domain.shared.ids import CommentId, TicketId, UserId


class CommentRow(Message, frozen=True):
    id: CommentId
    ticket_id: TicketId
    author_id: UserId
    body: str
    is_internal: bool
    created_at: datetime


class CommentCard(CommentRow, frozen=True):
    """With its text as it is shown: `bodyHtml` can stand in any page."""

    body_html: str
