"""What happened is written down beside what changed, in the same statement; one job per transaction tells of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, final
from uuid import UUID

import msgspec
from sqlalchemy import CTE, ColumnElement, Text, Uuid, cast, column, func, insert, literal, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import DateTime

from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import TransactionId, events
from adapters.postgres.transaction import Transaction, look
from application.shared.changes import shares
from application.shared.origin import origin
from application.shared.ports import Ids
from application.shared.reactions import EventLog, RecordedEvent
from domain.shared.events import Event

REACT: Final[ColumnElement[Any]] = literal_column(
    "procrastinate_defer_jobs_v1(ARRAY[ROW('reactions', 'react', 0, NULL, NULL,"
    " jsonb_build_object('transaction', pg_current_xact_id()::text), NULL)::procrastinate_job_to_defer_v1])"
)
"""Defers the job `react` for the transaction under way, by procrastinate's own function."""

_TIME: Final = DateTime(timezone=True)
_INCOMING: Final = (
    column("id", Uuid),
    column("name", Text),
    column("entity_type", Text),
    column("entity_id", Uuid),
    column("payload", JSONB),
    column("old_values", JSONB),
    column("new_values", JSONB),
    column("actor_id", Uuid),
    column("request_id", Text),
    column("ip", Text),
    column("user_agent", Text),
    column("api_key_id", Uuid),
    column("created_at", _TIME),
)


class EventRecord(msgspec.Struct, frozen=True):
    """One row of the log on its way there."""

    id: UUID
    name: str
    entity_type: str
    entity_id: UUID
    payload: Any
    old_values: dict[str, Any]
    new_values: dict[str, Any]
    actor_id: UUID
    request_id: str | None
    ip: str | None
    user_agent: str | None
    api_key_id: UUID | None
    created_at: datetime


def recorded() -> CTE:
    """The part of a statement that writes the rows given as the parameter `events`."""
    incoming = (
        func.jsonb_to_recordset(parameter("events", JSONB()))
        .table_valued(*_INCOMING)
        .render_derived(name="incoming", with_types=True)
    )
    names = [one.name for one in _INCOMING]
    return insert(events).from_select(names, select(*(incoming.c[name] for name in names))).cte("recorded")


_RECORD: Final = {
    has_job: Statement(select(REACT if has_job else literal(0)).add_cte(recorded())) for has_job in (False, True)
}


@final
class Recorder:
    """Makes rows of the log. `awaited` names the events that set anything off: only they are worth a job."""

    def __init__(self, ids: Ids, awaited: frozenset[str]) -> None:
        self._ids = ids
        self._awaited = awaited

    def records(self, happened: Sequence[Event], *, old: object = None, new: object = None) -> str:
        """The rows as JSON, with what changed from `old` to `new`."""
        shown = shares(happened, old, new)
        rows = [self._record(event, before, after) for event, (before, after) in zip(happened, shown, strict=True)]
        return msgspec.json.encode(rows).decode()

    async def record(self, transaction: Transaction, happened: Sequence[Event]) -> None:
        """Write down what happened to many at once, with the job."""
        has_job = not transaction.has_job and self.is_awaited(happened)
        if happened:
            await transaction.run(_RECORD[has_job], {"events": self.records(happened)})
        transaction.has_job = transaction.has_job or has_job

    def is_awaited(self, happened: Sequence[Event]) -> bool:
        return any(event.name in self._awaited for event in happened)

    def _record(self, event: Event, before: dict[str, Any], after: dict[str, Any]) -> EventRecord:
        source = origin.get()
        return EventRecord(
            id=self._ids.new(),
            name=event.name,
            entity_type=event.entity,
            entity_id=event.entity_id,
            payload=event,
            old_values=before,
            new_values=after,
            actor_id=source.actor_id,
            request_id=source.request_id,
            ip=source.ip,
            user_agent=source.user_agent,
            api_key_id=source.api_key_id,
            created_at=event.at,
        )


_RECORDED_EVENT: Final = Reader(RecordedEvent)
_LOG: Final = select(*_RECORDED_EVENT.columns(events)).order_by(events.c.id)
_OF_TRANSACTION: Final = Statement(
    _LOG.where(events.c.transaction == cast(parameter("transaction", Text()), TransactionId))
)
_ONE: Final = Statement(_LOG.where(events.c.id == parameter("id", events.c.id)))


@final
class PostgresEventLog(EventLog):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_transaction(self, transaction: str) -> Sequence[RecordedEvent]:
        return [_RECORDED_EVENT(row) for row in await look(self._pool, _OF_TRANSACTION, {"transaction": transaction})]

    async def one(self, event_id: UUID) -> RecordedEvent | None:
        found = await look(self._pool, _ONE, {"id": event_id})
        return _RECORDED_EVENT(found[0]) if found else None
