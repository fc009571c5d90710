from datetime import datetime
from functools import partial
from typing import final

from adapters.memory.desk.visible import require_visible
from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
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


@final
class MemoryRatingRepository(RatingRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._ratings = transaction.rows.ratings

    async def find(self, ticket_id: TicketId, resolved_at: datetime) -> Rating | None:
        rated = (ticket_id, resolved_at)
        return next((one for one in self._ratings.values() if (one.ticket_id, one.resolved_at) == rated), None)

    async def save(self, rating: Rating, *events: Event) -> None:
        self._transaction.save(self._ratings, rating.id, rating, events)


@final
class MemoryRatingQueries(RatingQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of_ticket(self, actor: Actor, ticket_id: TicketId) -> RatingRow:
        ticket = require_visible(self._store.rows, actor, ticket_id)
        found = [one for one in self._store.rows.ratings.values() if one.ticket_id == ticket_id]
        if not found or not sees_rating(actor, ticket.requester_id):
            raise RatingNotFound("Nobody rated this ticket.")
        return as_row(max(found, key=lambda one: one.resolved_at), RatingRow)

    async def of_resolution(self, ticket_id: TicketId, resolved_at: datetime) -> RatedTicket | None:
        ticket = self._store.rows.tickets.get(ticket_id)
        if ticket is None or ticket.resolved_at != resolved_at or ticket.status not in FINISHED:
            return None
        rated = (ticket_id, resolved_at)
        ratings = self._store.rows.ratings.values()
        rating = next((one for one in ratings if (one.ticket_id, one.resolved_at) == rated), None)
        return RatedTicket(
            number=ticket.number,
            title=ticket.title,
            score=rating.score if rating else None,
            comment=rating.comment if rating else None,
        )

    async def own(self, actor: Actor, page: PageRequest) -> Page[RatingRow]:
        found = (one for one in self._store.rows.ratings.values() if one.requester_id == actor.user_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=RatingRow))
