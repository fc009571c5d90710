from application.desk.ports import DeskWork
from domain.desk.access import TicketScope, sees_internal
from domain.desk.comment import Comment, CommentNotFound
from domain.desk.ticket import Ticket
from domain.shared.access import Actor
from domain.shared.ids import CommentId, TicketId


async def lock_comment(
    work: DeskWork, actor: Actor, ticket_id: TicketId, comment_id: CommentId
) -> tuple[Ticket, Comment]:
    """Lock a comment below its ticket. CommentNotFound also for a note of which they cannot know."""
    ticket = await work.tickets.get(ticket_id, scope=TicketScope.of(actor))
    comment = await work.comments.get(comment_id)
    if comment.ticket_id != ticket.id or (comment.is_internal and not sees_internal(actor)):
        raise CommentNotFound("There is no such comment.")
    return ticket, comment
