"""Which events are sealed, and which are not: the place of an event is the number of its transaction."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, final
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Integer, Text, Uuid, cast, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader, Record
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import TransactionId, audit_seals, events
from adapters.postgres.transaction import InTransaction, Transaction, look
from application.audit.ports import Portion, SealQueries, SealRepository, Unsealed
from domain.audit.seal import FORMS, NEWEST, Entry, Seal

_SEALS_LOCK: Final = 1_096_040_771
_PATIENCE: Final = 600.0
"""Seconds for a statement that may look at all there is."""

_IN_PORTIONS_OF: Final = 10
_READABLE: Final = "YYYY-MM-DD HH24:MI:SS.US"

_SEAL: Final = Reader(Seal)
_SEALS: Final = select(*_SEAL.columns(audit_seals))
_LOCK: Final = Statement(select(func.pg_advisory_xact_lock(parameter("lock", BigInteger()))))
_NEWEST: Final = Statement(_SEALS.order_by(audit_seals.c.number.desc()).limit(1))
_FOLLOWING: Final = Statement(
    _SEALS.where(audit_seals.c.number > parameter("number", audit_seals.c.number))
    .order_by(audit_seals.c.number)
    .limit(parameter("limit", Integer()))
)
_ADD: Final = Statement(
    select(literal(0)).add_cte(
        insert(audit_seals).values({one.name: parameter(one.name, one) for one in audit_seals.c}).cte("added")
    )
)


def _number(transaction: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(cast(transaction, Text), BigInteger)


def _transaction(name: str) -> ColumnElement[Any]:
    return cast(cast(parameter(name, BigInteger()), Text), TransactionId)


def _entry(form: int) -> list[ColumnElement[Any]]:
    """An event's id, place and parts; times as a text that no setting of the server changes."""
    texts = {events.c.created_at.name: func.to_char(func.timezone("UTC", events.c.created_at), literal(_READABLE))}
    parts = [texts.get(name, cast(events.c[name], Text)) for name in FORMS[form].parts]
    return [events.c.id, _PLACE, *(part.label(f"part_{index}") for index, part in enumerate(parts))]


_PLACE: Final = _number(events.c.transaction).label("place")
_IS_SEALED: Final = (
    select(literal(1))
    .where(
        audit_seals.c.last >= _number(events.c.transaction),
        audit_seals.c.first <= _number(events.c.transaction),
        events.c.id == audit_seals.c.event_ids.any_(),
    )
    .exists()
)
_RUNNING: Final = func.pg_snapshot_xmin(func.pg_current_snapshot(), type_=TransactionId)
_NEXT: Final = func.pg_snapshot_xmax(func.pg_current_snapshot(), type_=TransactionId)
_HORIZON: Final = Statement(select(_number(_RUNNING)))
_ORDERED: Final = (
    select(*_entry(NEWEST)).order_by(events.c.transaction, events.c.id).limit(parameter("limit", Integer()))
)
_BETWEEN: Final = Statement(
    _ORDERED.where(
        events.c.transaction >= _transaction("after"), events.c.transaction < _transaction("before"), ~_IS_SEALED
    )
)
_SEALED: Final = select(func.unnest(audit_seals.c.event_ids, type_=Uuid()).label("id")).subquery("sealed")
_IS_LOOSE: Final = ~select(literal(1)).where(_SEALED.c.id == events.c.id).exists()
_LOOSE: Final = Statement(_ORDERED.where(_IS_LOOSE))

_ADDED: Final = or_(events.c.transaction < _transaction("horizon"), events.c.transaction >= _NEXT)
_COUNTED: Final[list[ColumnElement[Any]]] = [
    func.count().filter(~_ADDED),
    func.array_agg(aggregate_order_by(events.c.id, events.c.transaction, events.c.id)).filter(_ADDED),
]
_WAITING: Final = Statement(select(*_COUNTED).where(_IS_LOOSE))
_OF_SEAL: Final = {
    form: Statement(select(*_entry(form)).where(events.c.id == parameter("ids", ARRAY(Uuid)).any_())) for form in FORMS
}


@final
class PostgresSealRepository(SealRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def newest(self) -> Seal | None:
        await self._transaction.take_time(_PATIENCE)
        await self._transaction.run(_LOCK, {"lock": _SEALS_LOCK})
        found = await self._transaction.run(_NEWEST)
        return _SEAL(found[0]) if found else None

    async def unsealed(self, newest: Seal | None, *, limit: int) -> Portion:
        """Below the lowest transaction that runs, nothing comes any more.

        Numbers of transactions begin anew where a dump of the database is restored: then everything is looked at.
        """
        horizon: int = (await self._transaction.run(_HORIZON))[0][0]
        after = newest.horizon if newest else 0
        is_elsewhere = after > horizon
        asked = {"limit": limit} if is_elsewhere else {"limit": limit, "after": after, "before": horizon}
        found = await self._transaction.run(_LOOSE if is_elsewhere else _BETWEEN, asked)
        entries = [_read(row) for row in found]
        return Portion(entries, entries[-1].place if len(entries) == limit else horizon)

    async def add(self, seal: Seal) -> None:
        given = {name: getattr(seal, name) for name in _SEAL.names}
        await self._transaction.run(_ADD, given | {"event_ids": list(seal.event_ids)})


@final
class PostgresSealQueries(SealQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def all(self) -> AsyncIterator[Seal]:
        number = 0
        while found := await look(self._pool, _FOLLOWING, {"number": number, "limit": _IN_PORTIONS_OF}):
            for row in found:
                seal = _SEAL(row)
                number = seal.number
                yield seal

    async def entries(self, seal: Seal) -> Mapping[UUID, Entry]:
        if seal.form not in _OF_SEAL:
            return {}
        found = await look(self._pool, _OF_SEAL[seal.form], {"ids": list(seal.event_ids)})
        return {row[0]: _read(row) for row in found}

    async def unsealed(self, newest: Seal | None, *, at_most: int) -> Unsealed:
        async with InTransaction(self._pool) as transaction:
            await transaction.take_time(_PATIENCE)
            [(waiting, added)] = await transaction.run(_WAITING, {"horizon": newest.horizon if newest else 0})
        return Unsealed(waiting, (added or [])[:at_most])


def _read(row: Record) -> Entry:
    return Entry(id=row[0], place=row[1], parts=tuple(row[2:]))
