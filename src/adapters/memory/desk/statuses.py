from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.errors import StatusUnknown
from application.desk.ports import StatusRepository
from application.desk.queries.statuses import STATUS_SORTS, StatusCard, StatusFilter, StatusQueries
from application.shared.page import Page, PageRequest
from domain.desk.named_status import NamedStatus, StatusInUse, StatusNameTaken, StatusNotFound
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import StatusId


@final
class MemoryStatusRepository(StatusRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, status_id: StatusId) -> NamedStatus:
        try:
            return self._rows.statuses[status_id]
        except KeyError:
            raise StatusUnknown("There is no such status.", {"statusId": "Unknown."}) from None

    async def find(self, status_id: StatusId) -> NamedStatus:
        try:
            return self._rows.statuses[status_id]
        except KeyError:
            raise StatusNotFound("There is no such status.") from None

    async def save(self, status: NamedStatus, *events: Event) -> None:
        others = (other for other in self._rows.statuses.values() if other.id != status.id)
        if any(other.name.casefold() == status.name.casefold() for other in others):
            raise StatusNameTaken("There is a status of this name already.", {"name": "Taken."})
        self._transaction.save(self._rows.statuses, status.id, status, events)

    async def remove(self, status_id: StatusId, *events: Event) -> None:
        carried = {one.status_id for one in self._rows.tickets.values()}
        if status_id in carried | {one.status_id for one in self._rows.merges.values()}:
            raise StatusInUse("Tickets carry the status.")
        self._transaction.remove(self._rows.statuses, status_id, events)


@final
class MemoryStatusQueries(StatusQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: StatusFilter, page: PageRequest) -> Page[StatusCard]:  # noqa: ARG002 - for everybody
        found = (
            one
            for one in self._store.rows.statuses.values()
            if filter.status in (None, one.status) and filter.is_active in (None, one.is_active)
        )
        return listed(found, page, STATUS_SORTS, partial(as_row, kind=StatusCard))

    async def card(self, actor: Actor, status_id: StatusId) -> StatusCard:  # noqa: ARG002 - for everybody
        try:
            return as_row(self._store.rows.statuses[status_id], StatusCard)
        except KeyError:
            raise StatusNotFound("There is no such status.") from None
