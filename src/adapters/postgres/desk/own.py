from collections.abc import Sequence
from typing import Final, final

from sqlalchemy import Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.desk.queries import developer_card
from adapters.postgres.desk.scope import leads_on
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import comments, tickets
from adapters.postgres.transaction import look
from application.desk.queries.comments import CommentRow
from application.desk.queries.developers import DeveloperCard
from application.desk.queries.own import OwnDeskQueries
from application.desk.queries.tickets import TicketCard
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_internal
from domain.shared.access import Actor
from domain.shared.ids import TicketId

_PUBLIC: Final = "public"

_TICKETS: Final = Listing(
    TicketCard,
    tickets,
    key=tickets.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": tickets.c.created_at},
    conditions=equal(tickets.c.requester_id),
    merged_into_id=leads_on(tickets.c.requester_id == parameter("requester_id", tickets.c.requester_id)),
)
_COMMENTS: Final = Listing(
    CommentRow,
    comments,
    key=comments.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": comments.c.created_at},
    conditions={**equal(comments.c.author_id), _PUBLIC: comments.c.is_internal.is_(False)},
)
_COMMENT: Final = Reader(CommentRow)
_SAID: Final = Statement(
    select(*_COMMENT.columns(comments))
    .select_from(comments.join(tickets))
    .where(
        comments.c.ticket_id == parameter("ticket_ids", ARRAY(Uuid)).any_(),
        tickets.c.requester_id == parameter("requester_id", tickets.c.requester_id),
        comments.c.is_internal.is_(False),
    )
    .order_by(comments.c.created_at, comments.c.id)
)


@final
class PostgresOwnDeskQueries(OwnDeskQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def tickets(self, actor: Actor, page: PageRequest) -> Page[TicketCard]:
        return await _TICKETS.page(self._pool, {"requester_id": actor.user_id}, page)

    async def public_comments(self, actor: Actor, ticket_ids: Sequence[TicketId]) -> Sequence[CommentRow]:
        given = {"ticket_ids": list(ticket_ids), "requester_id": actor.user_id}
        return [_COMMENT(row) for row in await look(self._pool, _SAID, given)]

    async def comments(self, actor: Actor, page: PageRequest) -> Page[CommentRow]:
        asked = {"author_id": actor.user_id} | ({} if sees_internal(actor) else {_PUBLIC: None})
        return await _COMMENTS.page(self._pool, asked, page)

    async def profile(self, actor: Actor) -> DeveloperCard | None:
        return await developer_card(self._pool, actor.user_id)
