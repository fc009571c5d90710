from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.errors import CommentUnknown
from application.desk.find_mentioned import find_mentioned
from application.desk.lock_comment import lock_comment
from application.desk.ports import DeskWork
from application.shared.messages import Command, Text
from application.shared.ports import Clock, Ids, UnitOfWork
from application.shared.prose import Prose
from domain.desk.access import TicketScope, may_comment_internally, may_work
from domain.desk.comment import Comment, CommentNotFound
from domain.desk.ticket import Ticket
from domain.shared.access import Actor, require
from domain.shared.ids import CommentId, TicketId


class AddCommentCommand(Command, frozen=True, kw_only=True):
    """`after` is the last comment that the author has seen, None when there was none; unstated, nobody asks."""

    ticket_id: TicketId
    body: Text
    internal: bool = False
    after: CommentId | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class AddComment:
    """A public reply, or a note for staff only. A reply by the requester ends the waiting for them.

    Staff who are mentioned are told. A draft of the author's is said with it, and gone.
    """

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    prose: Prose

    async def __call__(self, actor: Actor, command: AddCommentCommand) -> CommentId:
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(not command.internal or may_comment_internally(actor), "write internal notes")
            ticket.require_not_merged()
            if command.after is not UNSET:
                await _require_heard(work, actor, ticket, command.after)
            mentions = await find_mentioned(work, self.prose, actor, ticket, command.body)
            now = self.clock.now()  # once the ticket is locked, so that comments are as old as they come
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
            await work.drafts.forget(ticket.id, actor.user_id)
            if not command.internal:
                from_staff = may_work(actor) and actor.user_id != ticket.requester_id
                heard, moved = ticket.hear(from_staff=from_staff, at=now)
                await work.tickets.save(heard, *([moved] if moved else []))
        return comment.id


async def _require_heard(work: DeskWork, actor: Actor, ticket: Ticket, after: CommentId | None) -> None:
    try:
        seen = (await lock_comment(work, actor, ticket.id, after))[1] if after else None
    except CommentNotFound:
        raise CommentUnknown("There is no such comment on this ticket.", {"after": "Unknown."}) from None
    newest = await work.comments.newest_reply(ticket.id, not_by=actor.user_id)
    if newest is not None:
        newest.require_heard_by(seen)
