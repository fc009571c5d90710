from functools import partial
from typing import final

from adapters.memory.desk.visible import require_visible
from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.ports import DraftRepository
from application.desk.queries.drafts import DraftCard, DraftQueries
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.draft import Draft, DraftNotFound
from domain.shared.access import Actor
from domain.shared.ids import TicketId, UserId


@final
class MemoryDraftRepository(DraftRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._drafts = transaction.rows.drafts

    async def find(self, ticket_id: TicketId, author_id: UserId) -> Draft | None:
        drafts = self._drafts.values()
        return next((one for one in drafts if (one.ticket_id, one.author_id) == (ticket_id, author_id)), None)

    async def save(self, draft: Draft) -> None:
        self._transaction.save(self._drafts, draft.id, draft)

    async def forget(self, ticket_id: TicketId, author_id: UserId) -> None:
        if draft := await self.find(ticket_id, author_id):
            del self._drafts[draft.id]


@final
class MemoryDraftQueries(DraftQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def card(self, actor: Actor, ticket_id: TicketId) -> DraftCard:
        require_visible(self._store.rows, actor, ticket_id)
        for draft in self._store.rows.drafts.values():
            if (draft.ticket_id, draft.author_id) == (ticket_id, actor.user_id):
                return as_row(draft, DraftCard)
        raise DraftNotFound("There is no draft.")

    async def own(self, actor: Actor, page: PageRequest) -> Page[DraftCard]:
        found = (one for one in self._store.rows.drafts.values() if one.author_id == actor.user_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=DraftCard), id_name="ticket_id")
