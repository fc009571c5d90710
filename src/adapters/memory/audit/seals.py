"""Seals of what is recorded in memory: the place of an event is how many came before it."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import final
from uuid import UUID

import msgspec

from adapters.memory.store import Rows, Store, Transaction
from application.audit.ports import Portion, SealQueries, SealRepository, Unsealed
from domain.audit.seal import FORMS, NEWEST, Entry, Seal


@final
class MemorySealRepository(SealRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def newest(self) -> Seal | None:
        return self._rows.seals.get(len(self._rows.seals))

    async def unsealed(self, newest: Seal | None, *, limit: int) -> Portion:  # noqa: ARG002 - a look at all is cheap
        loose = list(_loose(self._rows))[:limit]
        return Portion(loose, loose[-1].place + 1 if loose else len(self._rows.audit))

    async def add(self, seal: Seal) -> None:
        self._transaction.save(self._rows.seals, seal.number, seal)


@final
class MemorySealQueries(SealQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> AsyncIterator[Seal]:
        for seal in list(self._store.rows.seals.values()):
            yield seal

    async def entries(self, seal: Seal) -> Mapping[UUID, Entry]:
        wanted = set(seal.event_ids)
        known = _entries(self._store.rows, seal.form) if seal.form in FORMS else ()
        return {entry.id: entry for entry in known if entry.id in wanted}

    async def unsealed(self, newest: Seal | None, *, at_most: int) -> Unsealed:
        horizon = newest.horizon if newest else 0
        loose = list(_loose(self._store.rows))
        added = [entry.id for entry in loose if entry.place < horizon]
        return Unsealed(len(loose) - len(added), added[:at_most])


def _loose(rows: Rows) -> Iterator[Entry]:
    sealed = {event_id for seal in rows.seals.values() for event_id in seal.event_ids}
    return (entry for entry in _entries(rows, NEWEST) if entry.id not in sealed)


def _entries(rows: Rows, form: int) -> Iterator[Entry]:
    for place, row in enumerate(rows.audit.values()):
        known = msgspec.structs.asdict(row) | {
            "name": row.action,
            "transaction": place,
            "payload": rows.payloads[row.id],
        }
        texts = (None if known[name] is None else _text(known[name]) for name in FORMS[form].parts)
        yield Entry(id=row.id, place=place, parts=tuple(texts))


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
