"""Every list of the house: filters, search, sorting, pages by number and by cursor, totals."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final, Generic, NamedTuple, cast, final

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Column, ColumnElement, FromClause, Label, Table, and_, literal_column, select
from sqlalchemy.dialects.postgresql import ENUM

from adapters.postgres.frequency import Frequency, Sought
from adapters.postgres.pool import Pool
from adapters.postgres.portion import USUAL_LIMIT, Key, Shape, Sift, Source
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, Statements, all_beside, parameter
from adapters.postgres.transaction import look
from application.shared.page import COUNTED_AT_MOST, DEEPEST_OFFSET, Page, PageRequest, Row, Sort, SortTypes, Total

SEARCH: Final = "search"

Conditions = dict[str, ColumnElement[bool]]
"""What a list can be asked for; each takes its value from the parameter of its name."""

Wanted = dict[str, Any]
"""Names of conditions with the values of their parameters."""

Names = tuple[str, ...]

SortColumn = Column[Any] | Label[Any]


class Ways(NamedTuple):
    """`branches`, `counted`, `unordered` as a `Shape` has them. `are_few`: all are found sooner than some in order.

    What is `in_order` need not be sifted this time.
    """

    branches: tuple[Names, ...]
    counted: tuple[Names, ...]
    unordered: Names = ()
    are_few: bool = False
    in_order: Names = ()


Sifts = Mapping[str, Sift]

NONE: Final[Sifts] = {}


def whole(names: Names, _sort: str) -> Ways:
    """A list that falls into no alternatives."""
    return Ways((names,), (names,))


def wanted(filter: Struct) -> Wanted:
    """What a filter states, as the names that `equal`, `any_of`, `or_none` and `between` give their conditions."""
    stated: Wanted = {}
    for name, value in structs.asdict(filter).items():
        if value == "none":
            stated[f"{name} none"] = None
        elif isinstance(value, tuple):
            if value:
                stated[any_name(name, value)] = None
        elif value is not None:
            stated[name] = value
    return stated


def equal(*columns: Column[Any]) -> Conditions:
    """For each column, that it has the value wanted."""
    return {column.name: column == parameter(column.name, column) for column in columns}


def any_of(column: Column[Any], *, usual: Collection[str] = ()) -> Conditions:
    """That the column of an enum type has one of the values wanted, for every choice of values.

    They stand in the text: so a plan knows how frequent they are, and whether an index holds only such rows. Not so
    those that are `usual`, by themselves.
    """
    values: Sequence[str] = cast("ENUM", column.type).enums
    choices = [choice for count in range(1, len(values) + 1) for choice in combinations(values, count)]
    conditions = {any_name(column.name, choice): _among(column, choice) for choice in choices}
    return conditions | {any_name(column.name, (value,)): by_index(column, _untold(column, value)) for value in usual}


def none_of(column: Column[Any], values: Collection[str]) -> ColumnElement[bool]:
    return column.not_in([literal(column, value) for value in values])


def by_index(column: Column[Any], value: ColumnElement[Any]) -> ColumnElement[bool]:
    """That they are equal, said twice: a plan then takes it for rarer than it is, and the index that begins with it.

    The planner holds rows of any value for spread evenly over a list. Where they are not, it walks the list past all
    that came since: 60,000 tickets before the first closed one.
    """
    return and_(column == value, column >= value)


def any_name(name: str, values: Collection[str]) -> str:
    return f"{name} {' '.join(sorted(set(values)))}"


def _among(column: Column[Any], values: Sequence[str]) -> ColumnElement[bool]:
    stated = [literal(column, value) for value in values]
    return column == stated[0] if len(stated) == 1 else column.in_(stated)


def _untold(column: Column[Any], value: str) -> ColumnElement[Any]:
    """A value that is known when the statement runs, and not when it is planned."""
    return select(literal(column, value)).scalar_subquery()


def literal(column: Column[Any], value: str) -> ColumnElement[Any]:
    return literal_column(f"'{value}'::{cast('ENUM', column.type).name}", column.type)


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
    `ways` tells how it falls into alternatives, by names and the column it is sorted by; `sifts` tell of the
    conditions that no index knows in an order. A `search` that is a condition of its own looks for a part of a
    case-folded text. `stand_ins` tell the value of a sort column that rows do not carry under its name.
    """

    def __init__(
        self,
        row: type[Row],
        table: Table,
        *,
        key: Column[Any],
        sort_types: SortTypes,
        sorts: Mapping[str, SortColumn],
        conditions: Conditions,
        rows: FromClause | None = None,
        ways: Callable[[Names, str], Ways] = whole,
        sifts: Sifts = NONE,
        stand_ins: Mapping[str, Callable[[Any], Any]] = MappingProxyType({}),
        **computed: ColumnElement[Any],
    ) -> None:
        self.read: Final = Reader(row)
        self._key = key
        self._sort_types = sort_types
        self._sorts = sorts
        self._ways = ways
        self._any_page = PageRequest(sort=(Sort(next(iter(sorts)), descending=True),))
        self._stand_ins = stand_ins
        self._rank = {name: rank for rank, name in enumerate(conditions)}
        self.columns: Final = self.read.columns(table, **computed)
        self._source = Source(self.columns, table if rows is None else rows, conditions, sifts)
        self._frequency = Frequency(self._source)
        self._statements = Statements()

    async def page(self, pool: Pool, wanted: Wanted, page: PageRequest) -> Page[Row]:
        parameters = self.parameters(wanted, page)
        shape = self.shape(wanted, page)
        if shape.in_doubt:
            sought = Sought(shape.in_doubt, parameters, page.offset + page.limit)
            [is_rare] = await self._frequency.are_rare(pool, [sought])
            shape = shape.found_first() if is_rare else shape
        records = await look(pool, self.statement(shape), parameters)
        count = records[0][-1] if records else await self._count(pool, shape, parameters)
        items = [self.read(record) for record in records[: page.limit]]
        last = self._position(items[-1], shape) if len(records) > page.limit else None
        if last is None and shape.may_give_up:
            last = await self._given_up(pool, shape, parameters)
        return Page(
            items=items,
            total=count if page.exact_total else min(count, COUNTED_AT_MOST),
            total_is_capped=not page.exact_total and await self._is_capped(pool, shape, count, parameters),
            last=last,
        )

    async def totals(self, pool: Pool, asked: Sequence[Wanted]) -> list[Total]:
        """The capped total for each, by two statements at most."""
        shapes = [self.shape(wanted, self._any_page) for wanted in asked]
        parameters = [self.parameters(wanted, self._any_page) for wanted in asked]
        doubtful = [place for place, shape in enumerate(shapes) if shape.in_doubt]
        sought = [Sought(shapes[place].in_doubt, parameters[place], self._any_page.limit) for place in doubtful]
        for place, is_rare in zip(
            doubtful, await self._frequency.are_rare(pool, sought) if sought else (), strict=True
        ):
            shapes[place] = shapes[place].found_first() if is_rare else shapes[place]
        kinds = tuple(shapes)
        statement = self._statements.of(kinds, lambda: self._source.totals(kinds))
        [record] = await look(pool, statement, all_beside(parameters)) if kinds else [()]
        return [
            Total(min(count, COUNTED_AT_MOST), is_capped=count > COUNTED_AT_MOST or gave_up)
            for count, gave_up in zip(record[::2], record[1::2], strict=True)
        ]

    def _position(self, row: object, shape: Shape) -> tuple[Any, ...]:
        names = [key.column.name for key in shape.keys]
        values = [self._stand_ins[name](row) if name in self._stand_ins else getattr(row, name) for name in names]
        return tuple(msgspec.to_builtins(values))

    async def _is_capped(self, pool: Pool, shape: Shape, count: int, parameters: Wanted) -> bool:
        if count > COUNTED_AT_MOST or not shape.may_give_up:
            return count > COUNTED_AT_MOST
        return await self._given_up(pool, shape.from_the_start(), parameters) is not None

    def statement(self, shape: Shape) -> Statement:
        return self._statements.of(shape, lambda: self._source.portion(shape))

    def parameters(self, wanted: Wanted, page: PageRequest) -> Wanted:
        """Invalid, naming `cursor`, when the position does not belong to the list."""
        given = wanted | {"limit": page.limit + 1, "offset": page.offset}
        if SEARCH in wanted and SEARCH in self._source.conditions:
            given[SEARCH] = wanted[SEARCH].casefold()
        for index, value in enumerate(page.position(self._sort_types) or ()):
            given[f"after_{index}"] = value
        return given

    async def _given_up(self, pool: Pool, shape: Shape, parameters: Wanted) -> tuple[Any, ...] | None:
        """The position at which a walk stopped before the list ended."""
        statement = self._statements.of((shape, "given up"), lambda: self._source.given_up(shape))
        found = await look(pool, statement, parameters)
        return tuple(msgspec.to_builtins(list(found[0]))) if found else None

    async def _count(self, pool: Pool, shape: Shape, parameters: Wanted) -> int:
        """What there is where the page itself is empty: nothing at all, unless it lies beyond the end."""
        if not (shape.continues or shape.skips):
            return 0
        statement = self._statements.of((shape, "total"), lambda: self._source.total(shape))
        counted = await look(pool, statement, parameters)
        return int(counted[0][0])

    def shape(self, wanted: Wanted, page: PageRequest) -> Shape:
        keys = [Key(self._sorts[sort.key], sort.descending) for sort in page.sort]
        names = tuple(sorted(wanted.keys() & self._rank.keys(), key=self._rank.__getitem__))
        ways = self._ways(names, keys[0].column.name)
        sifted = tuple(name for name in names if name in self._source.sifts and name not in ways.in_order)
        findable = tuple(name for name in sifted if self._source.sifts[name].found)
        return Shape(
            conditions=names,
            branches=ways.branches,
            counted=ways.counted,
            sifted=sifted,
            findable=findable,
            unordered=ways.unordered,
            by_hits=ways.are_few and not findable,
            keys=(*keys, Key(self._key, page.sort[-1].descending)),
            continues=page.after is not None,
            skips=page.offset > 0,
            is_usual=page.limit <= USUAL_LIMIT and page.offset <= DEEPEST_OFFSET,
            exact=page.exact_total,
        )
