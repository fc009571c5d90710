"""Merges of tickets: storing them, and hanging what hung on one ticket onto another."""

from collections.abc import Collection, Sequence
from typing import Any, Final, final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Table,
    Text,
    Uuid,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import exists

from adapters.postgres.desk.kept import MERGES
from adapters.postgres.events import Recorder
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import comments, merged_things, metadata, ticket_merges
from adapters.postgres.transaction import Transaction
from application.desk.hanging import GOES_ALONG, LINKS, STAFF_ONLY, kind_of
from application.desk.ports import MergeRepository
from domain.desk.merge import TicketMerge
from domain.shared.ids import LinkId, TicketId

_MERGE: Final = parameter("merge_id", ticket_merges.c.id)
_OLD: Final = parameter("old", Uuid())
_NEW: Final = parameter("new", Uuid())
_IS_ACROSS: Final = parameter("is_across", Boolean())

_CURRENT: Final = Statement(
    MERGES.to_change(
        ticket_merges.c.source_id == parameter("ticket_id", ticket_merges.c.source_id),
        ticket_merges.c.undone_at.is_(None),
    )
)


def _moved(table: Table, *conditions: ColumnElement[bool]) -> Any:
    there, unique = table.alias("there"), GOES_ALONG[table.name]
    has_it = exists().where(there.c.ticket_id == _NEW, *(there.c[name] == table.c[name] for name in unique))
    return (
        update(table)
        .values(ticket_id=_NEW)
        .where(table.c.ticket_id == _OLD, ~has_it if unique else true(), *conditions)
        .returning(table.c.id)
        .cte("moved")
    )


def _is_free(table: Table) -> ColumnElement[bool]:
    """What has to hold for things to go along."""
    if table.name in STAFF_ONLY:
        return true()
    return or_(comments.c.is_internal, _IS_ACROSS.is_(False)) if table is comments else _IS_ACROSS.is_(False)


def _carry(table: Table) -> Select[Any]:
    moved = _moved(table, _is_free(table))
    noted = select(_MERGE, _kind(table.name), moved.c.id)
    return select(func.count()).select_from(
        insert(merged_things)
        .from_select(["merge_id", "kind", "thing_id"], noted)
        .returning(merged_things.c.thing_id)
        .cte("noted")
    )


def _return(table: Table) -> Select[Any]:
    is_noted = (
        merged_things.c.merge_id == _MERGE,
        merged_things.c.kind == _kind(table.name),
        merged_things.c.thing_id == table.c.id,
    )
    return select(func.count()).select_from(_moved(table, *is_noted))


def _kind(table: str) -> ColumnElement[str]:
    return literal_column(f"'{kind_of(table)}'", Text())


_CARRY: Final = [Statement(_carry(metadata.tables[name])) for name in GOES_ALONG]
_RETURN: Final = [Statement(_return(metadata.tables[name])) for name in GOES_ALONG]
_NOTED_LINKS: Final = Statement(
    select(merged_things.c.thing_id).where(merged_things.c.merge_id == _MERGE, merged_things.c.kind == _kind(LINKS))
)
_NOTE_LINKS: Final = Statement(
    select(func.count()).select_from(
        insert(merged_things)
        .from_select(
            ["merge_id", "kind", "thing_id"],
            select(_MERGE, _kind(LINKS), func.unnest(parameter("link_ids", ARRAY(Uuid())))),
        )
        .returning(merged_things.c.thing_id)
        .cte("noted")
    )
)


@final
class PostgresMergeRepository(MergeRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def current(self, ticket_id: TicketId) -> TicketMerge | None:
        return await MERGES.load(self._transaction, _CURRENT, ticket_id=ticket_id)

    async def save(self, merge: TicketMerge) -> None:
        await MERGES.save(self._transaction, self._recorder, merge, ())

    async def carry_over(self, merge: TicketMerge) -> None:
        ends = {"old": merge.source_id, "new": merge.target_id}
        for statement in _CARRY:
            await self._transaction.run(statement, ends | {"merge_id": merge.id, "is_across": merge.is_across})

    async def give_back(self, merge: TicketMerge) -> None:
        ends = {"old": merge.target_id, "new": merge.source_id}
        for statement in _RETURN:
            await self._transaction.run(statement, ends | {"merge_id": merge.id})

    async def note_links(self, merge: TicketMerge, link_ids: Sequence[LinkId]) -> None:
        if link_ids:
            await self._transaction.run(_NOTE_LINKS, {"merge_id": merge.id, "link_ids": list(link_ids)})

    async def links(self, merge: TicketMerge) -> Collection[LinkId]:
        return {record[0] for record in await self._transaction.run(_NOTED_LINKS, {"merge_id": merge.id})}
