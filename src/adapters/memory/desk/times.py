from collections.abc import Iterator, Sequence
from functools import partial
from typing import final

from adapters.memory.desk.visible import require_visible
from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.ports import TimeRepository
from application.desk.queries.times import TIME_SORTS, TimeFilter, TimeQueries, TimeRow, TimeTotal
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_internal, sees_time
from domain.desk.time_entry import TimeEntry, TimeEntryNotFound
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import TicketId, TimeEntryId


@final
class MemoryTimeRepository(TimeRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._times = transaction.rows.time_entries

    async def get(self, entry_id: TimeEntryId) -> TimeEntry:
        try:
            return self._times[entry_id]
        except KeyError:
            raise TimeEntryNotFound("There is no such time entry.") from None

    async def save(self, entry: TimeEntry, *events: Event) -> None:
        self._transaction.save(self._times, entry.id, entry, events)

    async def remove(self, entry: TimeEntry, *events: Event) -> None:
        self._transaction.remove(self._times, entry.id, events)


@final
class MemoryTimeQueries(TimeQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of_ticket(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[TimeRow]:
        return listed(self._of_ticket(actor, ticket_id), page, BIRTH_SORT, partial(as_row, kind=TimeRow))

    async def total(self, actor: Actor, ticket_id: TicketId) -> TimeTotal:
        entries = self._of_ticket(actor, ticket_id)
        return TimeTotal(minutes=sum(entry.minutes for entry in entries), entries=len(entries))

    async def list(self, actor: Actor, filter: TimeFilter, page: PageRequest) -> Page[TimeRow]:
        found = (entry for entry in self._known(actor) if _fits(entry, filter))
        return listed(found, page, TIME_SORTS, partial(as_row, kind=TimeRow))

    async def one(self, actor: Actor, entry_id: TimeEntryId) -> TimeRow:
        for entry in self._known(actor):
            if entry.id == entry_id:
                return as_row(entry, TimeRow)
        raise TimeEntryNotFound("There is no such time entry.")

    async def own(self, actor: Actor, page: PageRequest) -> Page[TimeRow]:
        entries = self._store.rows.time_entries.values() if sees_internal(actor) else ()
        found = (entry for entry in entries if entry.user_id == actor.user_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=TimeRow))

    def _of_ticket(self, actor: Actor, ticket_id: TicketId) -> Sequence[TimeEntry]:
        require(sees_internal(actor), "see how long tickets took")
        require_visible(self._store.rows, actor, ticket_id)
        return [entry for entry in self._store.rows.time_entries.values() if entry.ticket_id == ticket_id]

    def _known(self, actor: Actor) -> Iterator[TimeEntry]:
        require(sees_internal(actor), "see how long tickets took")
        return (entry for entry in self._store.rows.time_entries.values() if sees_time(actor, entry.user_id))


def _fits(entry: TimeEntry, wanted: TimeFilter) -> bool:
    return (
        wanted.user_id in (None, entry.user_id)
        and wanted.ticket_id in (None, entry.ticket_id)
        and (wanted.spent_from is None or wanted.spent_from <= entry.spent_on)
        and (wanted.spent_to is None or entry.spent_on < wanted.spent_to)
    )
