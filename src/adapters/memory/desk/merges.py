from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, final
from uuid import UUID

from adapters.memory.store import Rows, Store, Transaction
from application.desk.hanging import GOES_ALONG, LINKS, STAFF_ONLY, kind_of
from application.desk.ports import MergeRepository
from application.desk.queries.merges import MergeCard, MergeQueries
from domain.desk.access import TicketScope
from domain.desk.merge import MergeNotFound, TicketMerge
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import LinkId, MergeId, TicketId


@final
class MemoryMergeRepository(MergeRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def current(self, ticket_id: TicketId) -> TicketMerge | None:
        return _current(self._rows, ticket_id)

    async def save(self, merge: TicketMerge) -> None:
        self._transaction.save(self._rows.merges, merge.id, merge)

    async def carry_over(self, merge: TicketMerge) -> None:
        for table in GOES_ALONG:
            hanging = self._table(table)
            going = [key for key, thing in hanging.items() if thing.ticket_id == merge.source_id]
            if merge.is_across and table not in STAFF_ONLY:
                going = [key for key in going if getattr(hanging[key], "is_internal", False)]
            self._note(merge, table, _hung(hanging, going, merge.target_id, unique=GOES_ALONG[table]))

    async def give_back(self, merge: TicketMerge) -> None:
        for table in GOES_ALONG:
            hanging, noted = self._table(table), self._noted(merge, table)
            back = [key for key, thing in hanging.items() if key in noted and thing.ticket_id == merge.target_id]
            _hung(hanging, back, merge.source_id, unique=GOES_ALONG[table])

    async def note_links(self, merge: TicketMerge, link_ids: Sequence[LinkId]) -> None:
        self._note(merge, LINKS, link_ids)

    async def links(self, merge: TicketMerge) -> Collection[LinkId]:
        return {LinkId(noted) for noted in self._noted(merge, LINKS)}

    def _table(self, name: str) -> dict[UUID, Any]:
        return getattr(self._rows, kind_of(name))  # type: ignore[no-any-return] # a table of the rows

    def _note(self, merge: TicketMerge, table: str, things: Collection[UUID]) -> None:
        self._rows.merged_things[merge.id, kind_of(table)] = frozenset(things)

    def _noted(self, merge: TicketMerge, table: str) -> frozenset[UUID]:
        return self._rows.merged_things[merge.id, kind_of(table)]


@final
class MemoryMergeQueries(MergeQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def card(self, actor: Actor, ticket_id: TicketId) -> MergeCard:
        rows, scope = self._store.rows, TicketScope.of(actor)
        if ticket_id not in rows.tickets or not scope.admits(rows.tickets[ticket_id]):
            raise TicketNotFound("There is no such ticket.")
        merge = _current(rows, ticket_id)
        if merge is None or not scope.admits(rows.tickets[merge.target_id]):
            raise MergeNotFound("This ticket was not merged into any.")
        return MergeCard(
            id=merge.id,
            ticket_id=merge.source_id,
            into_id=merge.target_id,
            into_number=rows.tickets[merge.target_id].number,
            is_across=merge.is_across,
            merged_by=merge.merged_by,
            moved=_counted(rows.merged_things, merge),
            left_links=sum(merge.source_id in (link.source_id, link.target_id) for link in rows.links.values()),
            created_at=merge.created_at,
        )


def _current(rows: Rows, ticket_id: TicketId) -> TicketMerge | None:
    merges = rows.merges.values()
    return next((one for one in merges if one.source_id == ticket_id and one.undone_at is None), None)


def _counted(things: Mapping[tuple[MergeId, str], frozenset[UUID]], merge: TicketMerge) -> dict[str, int]:
    counts = Counter({kind: len(noted) for (merge_id, kind), noted in things.items() if merge_id == merge.id})
    return dict(sorted((+counts).items()))


def _hung(things: dict[UUID, Any], keys: Sequence[UUID], ticket_id: TicketId, *, unique: Sequence[str]) -> list[UUID]:
    """Hang things onto another ticket, and tell which: all but those that it has already."""
    there = {_mark(thing, unique) for thing in things.values() if unique and thing.ticket_id == ticket_id}
    gone = [key for key in keys if _mark(things[key], unique) not in there]
    for key in gone:
        things[key] = replace(things[key], ticket_id=ticket_id)
    return gone


def _mark(thing: object, unique: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(thing, name) for name in unique)
