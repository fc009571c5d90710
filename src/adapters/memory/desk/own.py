from collections.abc import Sequence
from functools import partial
from typing import final

from adapters.memory.desk.queries import developer_card
from adapters.memory.desk.scope import leading_on
from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store
from application.desk.queries.comments import CommentRow
from application.desk.queries.developers import DeveloperCard
from application.desk.queries.own import OwnDeskQueries
from application.desk.queries.tickets import TicketCard
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import TicketScope, sees_internal
from domain.shared.access import Actor
from domain.shared.ids import TicketId


@final
class MemoryOwnDeskQueries(OwnDeskQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def tickets(self, actor: Actor, page: PageRequest) -> Page[TicketCard]:
        every, own = self._store.rows.tickets, TicketScope(requester_id=actor.user_id)
        found = (leading_on(one, every, own) for one in every.values() if own.admits(one))
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=TicketCard))

    async def public_comments(self, actor: Actor, ticket_ids: Sequence[TicketId]) -> Sequence[CommentRow]:
        rows = self._store.rows
        theirs = {one for one in ticket_ids if rows.tickets[one].requester_id == actor.user_id}
        found = [one for one in rows.comments.values() if one.ticket_id in theirs and not one.is_internal]
        return [as_row(one, CommentRow) for one in sorted(found, key=lambda one: (one.created_at, one.id))]

    async def comments(self, actor: Actor, page: PageRequest) -> Page[CommentRow]:
        found = (
            one
            for one in self._store.rows.comments.values()
            if one.author_id == actor.user_id and (sees_internal(actor) or not one.is_internal)
        )
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=CommentRow))

    async def profile(self, actor: Actor) -> DeveloperCard | None:
        profile = self._store.rows.developers.get(actor.user_id)
        return developer_card(self._store.rows, profile) if profile else None
