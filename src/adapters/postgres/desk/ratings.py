from datetime import datetime
from typing import Final, final

from sqlalchemy import and_, select

from adapters.postgres.desk.kept import RATINGS
from adapters.postgres.desk.visible import require_visible
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import ratings, tickets
from adapters.postgres.transaction import Transaction, look
from application.desk.ports import RatingRepository
from application.desk.queries.ratings import RatedTicket, RatingQueries, RatingRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_rating
from domain.desk.rating import Rating, RatingNotFound
from domain.desk.ticket import FINISHED
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import TicketId

_OF_TICKET: Final = ratings.c.ticket_id == parameter("ticket_id", ratings.c.ticket_id)
_RATING: Final = Statement(
    RATINGS.to_change(_OF_TICKET, ratings.c.resolved_at == parameter("resolved_at", ratings.c.resolved_at))
)
_OWN: Final = Listing(
    RatingRow,
    ratings,
    key=ratings.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": ratings.c.created_at},
    conditions=equal(ratings.c.requester_id),
)
_LATEST: Final = Statement(
    select(*_OWN.columns, ratings.c.requester_id.label("rated_by"))
    .where(_OF_TICKET)
    .order_by(ratings.c.resolved_at.desc())
    .limit(1)
)
_RATED: Final = Reader(RatedTicket)
_RESOLUTION: Final = Statement(
    select(*_RATED.columns(tickets, score=ratings.c.score, comment=ratings.c.comment))
    .select_from(
        tickets.outerjoin(
            ratings, and_(ratings.c.ticket_id == tickets.c.id, ratings.c.resolved_at == tickets.c.resolved_at)
        )
    )
    .where(
        tickets.c.id == parameter("ticket_id", tickets.c.id),
        tickets.c.resolved_at == parameter("resolved_at", tickets.c.resolved_at),
        tickets.c.status.in_(sorted(FINISHED)),
    )
)


@final
class PostgresRatingRepository(RatingRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, ticket_id: TicketId, resolved_at: datetime) -> Rating | None:
        return await RATINGS.load(self._transaction, _RATING, ticket_id=ticket_id, resolved_at=resolved_at)

    async def save(self, rating: Rating, *events: Event) -> None:
        await RATINGS.save(self._transaction, self._recorder, rating, events)


@final
class PostgresRatingQueries(RatingQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_ticket(self, actor: Actor, ticket_id: TicketId) -> RatingRow:
        await require_visible(self._pool, actor, ticket_id)
        found = await look(self._pool, _LATEST, {"ticket_id": ticket_id})
        if not found or not sees_rating(actor, found[0][-1]):
            raise RatingNotFound("Nobody rated this ticket.")
        return _OWN.read(found[0])

    async def of_resolution(self, ticket_id: TicketId, resolved_at: datetime) -> RatedTicket | None:
        found = await look(self._pool, _RESOLUTION, {"ticket_id": ticket_id, "resolved_at": resolved_at})
        return _RATED(found[0]) if found else None

    async def own(self, actor: Actor, page: PageRequest) -> Page[RatingRow]:
        return await _OWN.page(self._pool, {"requester_id": actor.user_id}, page)
