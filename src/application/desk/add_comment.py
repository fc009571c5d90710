from dataclasses import dataclass

from application.desk.find_mentioned import find_mentioned
from application.desk.ports import DeskWork
from application.shared.messages import Command, Text
from application.shared.ports import Clock, Ids, UnitOfWork
from application.shared.prose import Prose
from domain.desk.access import TicketScope, may_comment_internally, may_work
from domain.desk.comment import Comment
from domain.shared.access import Actor, require
from domain.shared.ids import CommentId, TicketId


class AddCommentCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    body: Text
    internal: bool = False


@dataclass(frozen=True, slots=True)
class AddComment:
    """A public reply, or a note for staff only. A reply by the requester ends the waiting for them.

    Staff who are mentioned are told.
    """

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    prose: Prose

    async def __call__(self, actor: Actor, command: AddCommentCommand) -> CommentId:
        now = self.clock.now()
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(not command.internal or may_comment_internally(actor), "write internal notes")
            ticket.require_not_merged()
            mentions = await find_mentioned(work, self.prose, actor, ticket, command.body)
            comment, commented = Comment.write(
                id=self.ids.new(),
                ticket_id=ticket.id,
                author_id=actor.user_id,
                body=command.body,
                is_internal=command.internal,
                mentions=mentions,
                at=now,
            )
            await work.comments.save(comment, commented, *comment.tell_mentioned(ticket, at=now))
            if not command.internal:
                from_staff = may_work(actor) and actor.user_id != ticket.requester_id
                heard, moved = ticket.hear(from_staff=from_staff, at=now)
                await work.tickets.save(heard, *([moved] if moved else []))
        return comment.id
