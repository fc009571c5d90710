from typing import Final, final

from sqlalchemy import delete, func, select

from adapters.postgres.desk.kept import DRAFTS
from adapters.postgres.desk.visible import require_visible
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import ticket_drafts as drafts
from adapters.postgres.transaction import Transaction, look
from application.desk.ports import DraftRepository
from application.desk.queries.drafts import DraftCard, DraftQueries
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.draft import Draft, DraftNotFound
from domain.shared.access import Actor
from domain.shared.ids import TicketId, UserId

_OF_TICKET: Final = drafts.c.ticket_id == parameter("ticket_id", drafts.c.ticket_id)
_OF_AUTHOR: Final = drafts.c.author_id == parameter("author_id", drafts.c.author_id)
_FIND: Final = Statement(DRAFTS.to_change(_OF_TICKET, _OF_AUTHOR))
_FORGET: Final = Statement(
    select(func.count()).select_from(
        delete(drafts).where(_OF_TICKET, _OF_AUTHOR).returning(drafts.c.id).cte("forgotten")
    )
)
_DRAFTS: Final = Listing(
    DraftCard,
    drafts,
    key=drafts.c.ticket_id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": drafts.c.created_at},
    conditions=equal(drafts.c.author_id),
)
_DRAFT: Final = Statement(select(*_DRAFTS.columns).where(_OF_TICKET, _OF_AUTHOR))


@final
class PostgresDraftRepository(DraftRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, ticket_id: TicketId, author_id: UserId) -> Draft | None:
        return await DRAFTS.load(self._transaction, _FIND, ticket_id=ticket_id, author_id=author_id)

    async def save(self, draft: Draft) -> None:
        await DRAFTS.save(self._transaction, self._recorder, draft, ())

    async def forget(self, ticket_id: TicketId, author_id: UserId) -> None:
        await self._transaction.run(_FORGET, {"ticket_id": ticket_id, "author_id": author_id})


@final
class PostgresDraftQueries(DraftQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def card(self, actor: Actor, ticket_id: TicketId) -> DraftCard:
        await require_visible(self._pool, actor, ticket_id)
        found = await look(self._pool, _DRAFT, {"ticket_id": ticket_id, "author_id": actor.user_id})
        if not found:
            raise DraftNotFound("There is no draft.")
        return _DRAFTS.read(found[0])

    async def own(self, actor: Actor, page: PageRequest) -> Page[DraftCard]:
        return await _DRAFTS.page(self._pool, {"author_id": actor.user_id}, page)
