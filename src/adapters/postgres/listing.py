"""Every list of the house: filters, search, sorting, pages by number and by cursor, totals."""

from collections.abc import Mapping
from typing import Any, Final, Generic, final

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Column, ColumnElement, FromClause, Table
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.pool import Pool
from adapters.postgres.portion import Key, Shape, Source
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, Statements, parameter
from adapters.postgres.transaction import look
from application.shared.page import COUNTED_AT_MOST, Page, PageRequest, Row, SortTypes

SEARCH: Final = "search"

Conditions = dict[str, ColumnElement[bool]]
"""What a list can be asked for; each takes its value from the parameter of its name."""

Wanted = dict[str, Any]
"""Names of conditions with the values of their parameters."""


def wanted(filter: Struct) -> Wanted:
    """What a filter states, as the names that `equal`, `any_of`, `or_none` and `between` give their conditions."""
    stated: Wanted = {}
    for name, value in structs.asdict(filter).items():
        if value == "none":
            stated[f"{name} none"] = None
        elif isinstance(value, tuple) and len(value) > 1:
            stated[f"{name} any"] = list(value)
        elif value is not None and value != ():
            stated[name] = value[0] if isinstance(value, tuple) else value
    return stated


def equal(*columns: Column[Any]) -> Conditions:
    """For each column, that it has the value wanted."""
    return {column.name: column == parameter(column.name, column) for column in columns}


def any_of(column: Column[Any]) -> Conditions:
    """That the column has one of the values wanted; a single one is compared as such, which keeps an index in order."""
    name = f"{column.name} any"
    return equal(column) | {name: column == parameter(name, ARRAY(column.type)).any_()}


def or_none(column: Column[Any]) -> Conditions:
    """That the column has the value wanted, or that it has none."""
    return equal(column) | {f"{column.name} none": column.is_(None)}


def between(column: Column[Any], prefix: str) -> Conditions:
    """That the time is within bounds: from inclusive, to exclusive."""
    first, end = f"{prefix}_from", f"{prefix}_to"
    return {first: column >= parameter(first, column), end: column < parameter(end, column)}


@final
class Listing(Generic[Row]):
    """One list. `sorts` gives the column to each sort key; rows carry its value under the same name.

    `computed` are the fields that are no columns of the table; `rows` are the table joined with what they need.
    `by_words` says that its condition `search` looks for words with an index of its own, which wants another plan;
    otherwise it looks for a part of a case-folded text.
    """

    def __init__(
        self,
        row: type[Row],
        table: Table,
        *,
        key: Column[Any],
        sort_types: SortTypes,
        sorts: Mapping[str, Column[Any]],
        conditions: Conditions,
        rows: FromClause | None = None,
        by_words: bool = False,
        **computed: ColumnElement[Any],
    ) -> None:
        self.read: Final = Reader(row)
        self._key = key
        self._sort_types = sort_types
        self._sorts = sorts
        self._by_words = by_words
        self.columns: Final = self.read.columns(table, **computed)
        self._source = Source(self.columns, table if rows is None else rows, conditions)
        self._statements = Statements()

    async def page(self, pool: Pool, wanted: Wanted, page: PageRequest) -> Page[Row]:
        shape = self.shape(wanted, page)
        parameters = self.parameters(wanted, page)
        records = await look(pool, self.statement(shape), parameters)
        count = records[0][-1] if records else await self._count(pool, shape, parameters)
        items = [self.read(record) for record in records[: page.limit]]
        is_capped = not page.exact_total and count > COUNTED_AT_MOST
        return Page(
            items=items,
            total=COUNTED_AT_MOST if is_capped else count,
            total_is_capped=is_capped,
            last=_position(items[-1], shape) if len(records) > page.limit else None,
        )

    def statement(self, shape: Shape) -> Statement:
        return self._statements.of(shape, lambda: self._source.portion(shape))

    def parameters(self, wanted: Wanted, page: PageRequest) -> Wanted:
        """Invalid, naming `cursor`, when the position does not belong to the list."""
        given = wanted | {"limit": page.limit + 1, "offset": page.offset}
        if SEARCH in wanted and not self._by_words:
            given[SEARCH] = wanted[SEARCH].casefold()
        for index, value in enumerate(page.position(self._sort_types) or ()):
            given[f"after_{index}"] = value
        return given

    async def _count(self, pool: Pool, shape: Shape, parameters: Wanted) -> int:
        """What there is where the page itself is empty: nothing at all, unless it lies beyond the end."""
        if not (shape.continues or shape.skips):
            return 0
        statement = self._statements.of((shape, "total"), lambda: self._source.total(shape))
        counted = await look(pool, statement, parameters)
        return int(counted[0][0])

    def shape(self, wanted: Wanted, page: PageRequest) -> Shape:
        keys = [Key(self._sorts[sort.key], sort.descending) for sort in page.sort]
        return Shape(
            conditions=tuple(name for name in self._source.conditions if name in wanted),
            keys=(*keys, Key(self._key, page.sort[-1].descending)),
            is_search=self._by_words and SEARCH in wanted,
            continues=page.after is not None,
            skips=page.offset > 0,
            exact=page.exact_total,
        )


def _position(row: object, shape: Shape) -> tuple[Any, ...]:
    return tuple(msgspec.to_builtins(getattr(row, key.column.name)) for key in shape.keys)
