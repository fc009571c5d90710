from typing import Final, final

from sqlalchemy import func, select

from adapters.postgres.desk.kept import TIMES
from adapters.postgres.desk.visible import require_visible
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, between, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import time_entries as times
from adapters.postgres.transaction import Transaction, look
from application.desk.ports import TimeRepository
from application.desk.queries.times import TIME_SORTS, TimeFilter, TimeQueries, TimeRow, TimeTotal
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import keeps_time_of_all, sees_internal, sees_time
from domain.desk.time_entry import TimeEntry, TimeEntryNotFound
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import TicketId, TimeEntryId

_MINE: Final = "mine"

_ID: Final = times.c.id == parameter("id", times.c.id)
_ENTRY: Final = Statement(TIMES.to_change(_ID))
_TOTAL: Final = Statement(
    select(func.coalesce(func.sum(times.c.minutes), 0), func.count())
    .select_from(times)
    .where(times.c.ticket_id == parameter("ticket_id", times.c.ticket_id))
)
_OF_TICKET: Final = Listing(
    TimeRow,
    times,
    key=times.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": times.c.created_at},
    conditions=equal(times.c.ticket_id, times.c.user_id),
)
_TIMES: Final = Listing(
    TimeRow,
    times,
    key=times.c.id,
    sort_types=TIME_SORTS,
    sorts={"spentOn": times.c.spent_on},
    conditions={
        _MINE: times.c.user_id == parameter(_MINE, times.c.user_id),
        **equal(times.c.user_id, times.c.ticket_id),
        **between(times.c.spent_on, "spent"),
    },
)
_ROW: Final = Statement(select(*_TIMES.columns).where(_ID))


@final
class PostgresTimeRepository(TimeRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, entry_id: TimeEntryId) -> TimeEntry:
        entry = await TIMES.load(self._transaction, _ENTRY, id=entry_id)
        if entry is None:
            raise TimeEntryNotFound("There is no such time entry.")
        return entry

    async def save(self, entry: TimeEntry, *events: Event) -> None:
        await TIMES.save(self._transaction, self._recorder, entry, events)

    async def remove(self, entry: TimeEntry, *events: Event) -> None:
        await TIMES.remove(self._transaction, self._recorder, entry.id, events)


@final
class PostgresTimeQueries(TimeQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_ticket(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[TimeRow]:
        await self._require_known(actor, ticket_id)
        return await _OF_TICKET.page(self._pool, {"ticket_id": ticket_id}, page)

    async def total(self, actor: Actor, ticket_id: TicketId) -> TimeTotal:
        await self._require_known(actor, ticket_id)
        minutes, entries = (await look(self._pool, _TOTAL, {"ticket_id": ticket_id}))[0]
        return TimeTotal(minutes=minutes, entries=entries)

    async def list(self, actor: Actor, filter: TimeFilter, page: PageRequest) -> Page[TimeRow]:
        require(sees_internal(actor), "see how long tickets took")
        mine = {} if keeps_time_of_all(actor) else {_MINE: actor.user_id}
        return await _TIMES.page(self._pool, wanted(filter) | mine, page)

    async def one(self, actor: Actor, entry_id: TimeEntryId) -> TimeRow:
        require(sees_internal(actor), "see how long tickets took")
        found = await look(self._pool, _ROW, {"id": entry_id})
        entry = _TIMES.read(found[0]) if found else None
        if entry is None or not sees_time(actor, entry.user_id):
            raise TimeEntryNotFound("There is no such time entry.")
        return entry

    async def own(self, actor: Actor, page: PageRequest) -> Page[TimeRow]:
        if not sees_internal(actor):
            return Page(items=[], total=0)
        return await _OF_TICKET.page(self._pool, {"user_id": actor.user_id}, page)

    async def _require_known(self, actor: Actor, ticket_id: TicketId) -> None:
        require(sees_internal(actor), "see how long tickets took")
        await require_visible(self._pool, actor, ticket_id)
