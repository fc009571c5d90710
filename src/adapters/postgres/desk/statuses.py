"""Names of statuses: storing them, and reading them."""

from typing import Final, final

from sqlalchemy import select

from adapters.postgres.desk.kept import STATUSES
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import statuses
from adapters.postgres.transaction import Transaction, look
from application.desk.errors import StatusUnknown
from application.desk.ports import StatusRepository
from application.desk.queries.statuses import STATUS_SORTS, StatusCard, StatusFilter, StatusQueries
from application.shared.page import Page, PageRequest
from domain.desk.named_status import NamedStatus, StatusNotFound
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import StatusId

_ID: Final = statuses.c.id == parameter("id", statuses.c.id)
_ONE: Final = Statement(STATUSES.selected.where(_ID))
_TO_CHANGE: Final = Statement(STATUSES.to_change(_ID))
_STATUSES: Final = Listing(
    StatusCard,
    statuses,
    key=statuses.c.id,
    sort_types=STATUS_SORTS,
    sorts={"position": statuses.c.position, "name": statuses.c.name, "createdAt": statuses.c.created_at},
    conditions=equal(statuses.c.status, statuses.c.is_active),
)
_CARD: Final = Statement(select(*_STATUSES.columns).where(_ID))


@final
class PostgresStatusRepository(StatusRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, status_id: StatusId) -> NamedStatus:
        status = await STATUSES.load(self._transaction, _ONE, id=status_id)
        if status is None:
            raise StatusUnknown("There is no such status.", {"statusId": "Unknown."})
        return status

    async def find(self, status_id: StatusId) -> NamedStatus:
        status = await STATUSES.load(self._transaction, _TO_CHANGE, id=status_id)
        if status is None:
            raise StatusNotFound("There is no such status.")
        return status

    async def save(self, status: NamedStatus, *events: Event) -> None:
        await STATUSES.save(self._transaction, self._recorder, status, events)

    async def remove(self, status_id: StatusId, *events: Event) -> None:
        await STATUSES.remove(self._transaction, self._recorder, status_id, events)


@final
class PostgresStatusQueries(StatusQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: StatusFilter, page: PageRequest) -> Page[StatusCard]:  # noqa: ARG002 - for everybody
        return await _STATUSES.page(self._pool, wanted(filter), page)

    async def card(self, actor: Actor, status_id: StatusId) -> StatusCard:  # noqa: ARG002 - for everybody
        found = await look(self._pool, _CARD, {"id": status_id})
        if not found:
            raise StatusNotFound("There is no such status.")
        return _STATUSES.read(found[0])
