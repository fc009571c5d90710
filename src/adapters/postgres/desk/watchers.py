from typing import Final, final

from sqlalchemy import func, select

from adapters.postgres.desk.kept import WATCHERS
from adapters.postgres.desk.visible import require_visible
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import ticket_watchers as watchers
from adapters.postgres.transaction import Transaction, look
from application.desk.ports import WatcherRepository
from application.desk.queries.watchers import WatchedRow, WatcherQueries, WatcherRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_internal, sees_watcher
from domain.desk.watcher import Watcher, WatcherNotFound
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import TicketId, UserId

_OF_TICKET: Final = watchers.c.ticket_id == parameter("ticket_id", watchers.c.ticket_id)
_OF_USER: Final = watchers.c.user_id == parameter("user_id", watchers.c.user_id)
_FIND: Final = Statement(WATCHERS.to_change(_OF_TICKET, _OF_USER))
_COUNT: Final = Statement(select(func.count()).select_from(watchers).where(_OF_TICKET))

_BIRTH: Final = {"createdAt": watchers.c.created_at}
_WATCHERS: Final = Listing(
    WatcherRow,
    watchers,
    key=watchers.c.user_id,
    sort_types=BIRTH_SORT,
    sorts=_BIRTH,
    conditions=equal(watchers.c.ticket_id, watchers.c.user_id),
)
_WATCHED: Final = Listing(
    WatchedRow,
    watchers,
    key=watchers.c.ticket_id,
    sort_types=BIRTH_SORT,
    sorts=_BIRTH,
    conditions=equal(watchers.c.user_id),
)
_WATCHER: Final = Statement(select(*_WATCHERS.columns).where(_OF_TICKET, _OF_USER))


@final
class PostgresWatcherRepository(WatcherRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, ticket_id: TicketId, user_id: UserId) -> Watcher | None:
        return await WATCHERS.load(self._transaction, _FIND, ticket_id=ticket_id, user_id=user_id)

    async def count(self, ticket_id: TicketId) -> int:
        return int((await self._transaction.run(_COUNT, {"ticket_id": ticket_id}))[0][0])

    async def save(self, watcher: Watcher, *events: Event) -> None:
        await WATCHERS.save(self._transaction, self._recorder, watcher, events)

    async def remove(self, watcher: Watcher, *events: Event) -> None:
        await WATCHERS.remove(self._transaction, self._recorder, watcher.id, events)


@final
class PostgresWatcherQueries(WatcherQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[WatcherRow]:
        await require_visible(self._pool, actor, ticket_id)
        asked = {"ticket_id": ticket_id} | ({} if sees_internal(actor) else {"user_id": actor.user_id})
        return await _WATCHERS.page(self._pool, asked, page)

    async def one(self, actor: Actor, ticket_id: TicketId, user_id: UserId) -> WatcherRow:
        await require_visible(self._pool, actor, ticket_id)
        found = await look(self._pool, _WATCHER, {"ticket_id": ticket_id, "user_id": user_id})
        if not found or not sees_watcher(actor, user_id):
            raise WatcherNotFound("This person does not watch the ticket.")
        return _WATCHERS.read(found[0])

    async def own(self, actor: Actor, page: PageRequest) -> Page[WatchedRow]:
        return await _WATCHED.page(self._pool, {"user_id": actor.user_id}, page)
