from dataclasses import dataclass

from application.desk.lock_comment import lock_comment
from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_moderate
from domain.shared.access import Actor, require
from domain.shared.ids import CommentId, TicketId


class RemoveCommentCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    comment_id: CommentId


@dataclass(frozen=True, slots=True)
class RemoveComment:
    """Take back for good what a comment says and ever said; that there was one stays."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: RemoveCommentCommand) -> None:
        async with self.uow() as work:
            _, comment = await lock_comment(work, actor, command.ticket_id, command.comment_id)
            require(may_moderate(actor), "remove comments")
            if comment.removed_at is not None:
                return
            removed, event = comment.remove(at=self.clock.now())
            await work.comments.forget_revisions(comment.id)
            await work.comments.save(removed, event)
