from dataclasses import dataclass
from datetime import datetime

from msgspec import UNSET, UnsetType

from application.desk.find_mentioned import find_mentioned
from application.desk.lock_comment import lock_comment
from application.desk.ports import DeskWork
from application.shared.messages import Command, Text
from application.shared.ports import Clock, Ids, UnitOfWork
from application.shared.prose import Prose
from domain.desk.access import may_moderate, may_reword
from domain.desk.comment import Comment
from domain.desk.ticket import Ticket
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import CommentId, TicketId


class EditCommentCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    ticket_id: TicketId
    comment_id: CommentId
    body: Text | UnsetType = UNSET
    internal: bool | UnsetType = UNSET
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class EditComment:
    """Authors say better what they said, and what it was before is kept. Moderators hide replies from customers."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    prose: Prose

    async def __call__(self, actor: Actor, command: EditCommentCommand) -> None:
        async with self.uow() as work:
            ticket, comment = await lock_comment(work, actor, command.ticket_id, command.comment_id)
            comment.require_version(command.expected_version)
            now = self.clock.now()
            events: list[Event] = []
            if command.internal is not UNSET and command.internal != comment.is_internal:
                comment.require_may_be(internal=command.internal)
                require(may_moderate(actor), "hide public replies")
                comment, hidden = comment.hide(at=now)
                events.append(hidden)
            if command.body is not UNSET and command.body != comment.body:
                require(may_reword(actor, comment), "change what others said")
                comment, reworded = await self._reword(work, actor, ticket, comment, command.body, at=now)
                events += reworded
            if events:
                await work.comments.save(comment, *events)

    async def _reword(
        self, work: DeskWork, actor: Actor, ticket: Ticket, comment: Comment, body: str, *, at: datetime
    ) -> tuple[Comment, list[Event]]:
        before = comment.mentions
        mentions = await find_mentioned(work, self.prose, actor, ticket, body, before=before)
        reworded, edited = comment.reword(body, mentions=mentions, at=at)
        await work.comments.keep(comment.kept(id=self.ids.new(), at=at))
        return reworded, [edited, *reworded.tell_mentioned(ticket, before=before, at=at)]
