from collections.abc import Iterator
from functools import partial
from typing import final

from adapters.memory.desk.visible import require_visible
from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.ports import WatcherRepository
from application.desk.queries.watchers import WatchedRow, WatcherQueries, WatcherRow
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_watcher
from domain.desk.watcher import Watcher, WatcherNotFound
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import TicketId, UserId


@final
class MemoryWatcherRepository(WatcherRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._watchers = transaction.rows.watchers

    async def find(self, ticket_id: TicketId, user_id: UserId) -> Watcher | None:
        return next((one for one in self._of(ticket_id) if one.user_id == user_id), None)

    async def count(self, ticket_id: TicketId) -> int:
        return len(self._of(ticket_id))

    async def save(self, watcher: Watcher, *events: Event) -> None:
        self._transaction.save(self._watchers, watcher.id, watcher, events)

    async def remove(self, watcher: Watcher, *events: Event) -> None:
        self._transaction.remove(self._watchers, watcher.id, events)

    def _of(self, ticket_id: TicketId) -> list[Watcher]:
        return [one for one in self._watchers.values() if one.ticket_id == ticket_id]


@final
class MemoryWatcherQueries(WatcherQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[WatcherRow]:
        return listed(
            self._known(actor, ticket_id), page, BIRTH_SORT, partial(as_row, kind=WatcherRow), id_name="user_id"
        )

    async def one(self, actor: Actor, ticket_id: TicketId, user_id: UserId) -> WatcherRow:
        for watcher in self._known(actor, ticket_id):
            if watcher.user_id == user_id:
                return as_row(watcher, WatcherRow)
        raise WatcherNotFound("This person does not watch the ticket.")

    async def own(self, actor: Actor, page: PageRequest) -> Page[WatchedRow]:
        found = (one for one in self._store.rows.watchers.values() if one.user_id == actor.user_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=WatchedRow), id_name="ticket_id")

    def _known(self, actor: Actor, ticket_id: TicketId) -> Iterator[Watcher]:
        require_visible(self._store.rows, actor, ticket_id)
        for watcher in self._store.rows.watchers.values():
            if watcher.ticket_id == ticket_id and sees_watcher(actor, watcher.user_id):
                yield watcher
