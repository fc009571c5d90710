"""What is said about a ticket, how it is said better, and how it is taken back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.desk.events import CommentEdited, CommentHidden, CommentRemoved, PeopleMentioned, TicketCommented
from domain.desk.ticket import Ticket
from domain.shared.errors import Conflict, NotFound, StaleVersion
from domain.shared.ids import CommentId, RevisionId, TicketId, UserId


class CommentNotFound(NotFound):
    code = "DESK_COMMENT_NOT_FOUND"


class CommentIsRemoved(Conflict):
    """What was removed says nothing any more."""

    code = "DESK_COMMENT_REMOVED"


class AnsweredMeanwhile(Conflict):
    """Somebody else replied since the author looked; without `after` it is said all the same."""

    code = "DESK_ANSWERED_MEANWHILE"


class NoteStaysInternal(Conflict):
    """What was written for staff alone is shown to nobody else, ever."""

    code = "DESK_NOTE_STAYS_INTERNAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRevision:
    """What a comment said until `created_at`, when it was said anew; `version` is the one it had."""

    id: RevisionId
    comment_id: CommentId
    version: int
    body: str
    written_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A public reply, or an internal note which nobody but staff ever sees.

    `mentions` are those it names who can know of it. What was removed keeps its place and has no body.
    """

    id: CommentId
    ticket_id: TicketId
    author_id: UserId
    body: str
    is_internal: bool
    mentions: tuple[UserId, ...] = ()
    version: int = 1
    edited_at: datetime | None = None
    removed_at: datetime | None = None
    created_at: datetime

    @classmethod
    def write(
        cls,
        *,
        id: CommentId,
        ticket_id: TicketId,
        author_id: UserId,
        body: str,
        is_internal: bool,
        mentions: tuple[UserId, ...] = (),
        at: datetime,
    ) -> tuple[Self, TicketCommented]:
        comment = cls(
            id=id,
            ticket_id=ticket_id,
            author_id=author_id,
            body=body,
            is_internal=is_internal,
            mentions=mentions,
            created_at=at,
        )
        return comment, TicketCommented(
            ticket_id=ticket_id, comment_id=id, author_id=author_id, is_internal=is_internal, at=at
        )

    def require_version(self, expected: int | None) -> None:
        """Refuse a change made from an older reading; None accepts any."""
        if expected is not None and expected != self.version:
            raise StaleVersion(f"The comment is at version {self.version}, you changed version {expected}.")

    def reword(self, body: str, *, mentions: tuple[UserId, ...], at: datetime) -> tuple[Self, CommentEdited]:
        """Say it anew. Whoever does so keeps what it said before."""
        self._require_there()
        reworded = replace(self, body=body, mentions=mentions, version=self.version + 1, edited_at=at)
        return reworded, CommentEdited(ticket_id=self.ticket_id, comment_id=self.id, at=at)

    def kept(self, *, id: RevisionId, at: datetime) -> CommentRevision:
        """What it says now, for when it will say something else."""
        return CommentRevision(
            id=id,
            comment_id=self.id,
            version=self.version,
            body=self.body,
            written_at=self.edited_at or self.created_at,
            created_at=at,
        )

    def hide(self, *, at: datetime) -> tuple[Self, CommentHidden]:
        """Make a public reply a note. There is no way back: `require_may_be` refuses it."""
        self._require_there()
        hidden = replace(self, is_internal=True, version=self.version + 1)
        return hidden, CommentHidden(ticket_id=self.ticket_id, comment_id=self.id, at=at)

    def require_may_be(self, *, internal: bool) -> None:
        if self.is_internal and not internal:
            raise NoteStaysInternal("An internal note cannot be made public.", {"internal": "Stays true."})

    def remove(self, *, at: datetime) -> tuple[Self, CommentRemoved]:
        """Take back what it says, and leave that something was said."""
        self._require_there()
        removed = replace(self, body="", mentions=(), version=self.version + 1, removed_at=at)
        return removed, CommentRemoved(ticket_id=self.ticket_id, comment_id=self.id, at=at)

    def tell_mentioned(
        self, ticket: Ticket, *, before: Collection[UserId] = (), at: datetime
    ) -> tuple[PeopleMentioned, ...]:
        """What those are told who were not mentioned before; its author knows."""
        new = tuple(one for one in self.mentions if one not in {*before, self.author_id})
        if not new:
            return ()
        told = PeopleMentioned(
            ticket_id=ticket.id, comment_id=self.id, number=ticket.number, title=ticket.title, user_ids=new, at=at
        )
        return (told,)

    def require_heard_by(self, seen: Self | None) -> None:
        """Refuse somebody who saw no more than `seen`, or nothing, and would answer without having heard this."""
        if seen is None or (seen.created_at, seen.id) < (self.created_at, self.id):
            raise AnsweredMeanwhile("Somebody else replied meanwhile.", {"after": f"{self.id} came since."})

    def _require_there(self) -> None:
        if self.removed_at is not None:
            raise CommentIsRemoved("The comment was removed.")
