from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.ports import CommentRepository
from application.desk.queries.comments import RevisionQueries, RevisionRow
from application.desk.queries.tickets import TicketQueries
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_internal
from domain.desk.comment import Comment, CommentNotFound, CommentRevision
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import CommentId, TicketId, UserId


@final
class MemoryCommentRepository(CommentRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, comment_id: CommentId) -> Comment:
        try:
            return self._rows.comments[comment_id]
        except KeyError:
            raise CommentNotFound("There is no such comment.") from None

    async def save(self, comment: Comment, *events: Event) -> None:
        self._transaction.save(self._rows.comments, comment.id, comment, events)

    async def keep(self, revision: CommentRevision) -> None:
        self._transaction.save(self._rows.revisions, revision.id, revision)

    async def forget_revisions(self, comment_id: CommentId) -> None:
        for revision in [one for one in self._rows.revisions.values() if one.comment_id == comment_id]:
            del self._rows.revisions[revision.id]

    async def newest_reply(self, ticket_id: TicketId, *, not_by: UserId) -> Comment | None:
        replies = (
            one
            for one in self._rows.comments.values()
            if one.ticket_id == ticket_id and one.author_id != not_by and not (one.is_internal or one.removed_at)
        )
        return max(replies, key=lambda one: (one.created_at, one.id), default=None)


@final
class MemoryRevisionQueries(RevisionQueries):
    def __init__(self, store: Store, tickets: TicketQueries) -> None:
        self._store = store
        self._tickets = tickets

    async def list(
        self, actor: Actor, ticket_id: TicketId, comment_id: CommentId, page: PageRequest
    ) -> Page[RevisionRow]:
        require(sees_internal(actor), "read what comments said before")
        await self._tickets.comment(actor, ticket_id, comment_id)
        found = (one for one in self._store.rows.revisions.values() if one.comment_id == comment_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=RevisionRow))
