"""Comments and what they said before: storing both, reading the latter."""

from typing import Final, final

from sqlalchemy import delete, func, select

from adapters.postgres.desk.kept import COMMENTS, REVISIONS
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import comment_revisions, comments
from adapters.postgres.transaction import Transaction
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

_COMMENT: Final = Statement(COMMENTS.to_change(comments.c.id == parameter("id", comments.c.id)))
_NEWEST_REPLY: Final = Statement(
    COMMENTS.selected.where(
        comments.c.ticket_id == parameter("ticket_id", comments.c.ticket_id),
        comments.c.author_id != parameter("not_by", comments.c.author_id),
        comments.c.is_internal.is_(False),
        comments.c.removed_at.is_(None),
    )
    .order_by(comments.c.created_at.desc(), comments.c.id.desc())
    .limit(1)
)
_OF_COMMENT: Final = comment_revisions.c.comment_id == parameter("comment_id", comment_revisions.c.comment_id)
_FORGET: Final = Statement(
    select(func.count()).select_from(
        delete(comment_revisions).where(_OF_COMMENT).returning(comment_revisions.c.id).cte("forgotten")
    )
)
_REVISIONS: Final = Listing(
    RevisionRow,
    comment_revisions,
    key=comment_revisions.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": comment_revisions.c.created_at},
    conditions=equal(comment_revisions.c.comment_id),
)


@final
class PostgresCommentRepository(CommentRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, comment_id: CommentId) -> Comment:
        comment = await COMMENTS.load(self._transaction, _COMMENT, id=comment_id)
        if comment is None:
            raise CommentNotFound("There is no such comment.")
        return comment

    async def save(self, comment: Comment, *events: Event) -> None:
        await COMMENTS.save(self._transaction, self._recorder, comment, events)

    async def keep(self, revision: CommentRevision) -> None:
        await REVISIONS.save(self._transaction, self._recorder, revision, ())

    async def forget_revisions(self, comment_id: CommentId) -> None:
        await self._transaction.run(_FORGET, {"comment_id": comment_id})

    async def newest_reply(self, ticket_id: TicketId, *, not_by: UserId) -> Comment | None:
        return await COMMENTS.load(self._transaction, _NEWEST_REPLY, ticket_id=ticket_id, not_by=not_by)


@final
class PostgresRevisionQueries(RevisionQueries):
    def __init__(self, pool: Pool, tickets: TicketQueries) -> None:
        self._pool = pool
        self._tickets = tickets

    async def list(
        self, actor: Actor, ticket_id: TicketId, comment_id: CommentId, page: PageRequest
    ) -> Page[RevisionRow]:
        require(sees_internal(actor), "read what comments said before")
        await self._tickets.comment(actor, ticket_id, comment_id)
        return await _REVISIONS.page(self._pool, {"comment_id": comment_id}, page)
