"""The SQL of one portion of a list.

The planner chooses well among indexes that keep the order of a list, and badly between those and any other way: for a
rare word at 2 million rows it walked a whole index, reading every text (7.5 s against 0.5 ms). So the way is chosen
here. A list is *walked* in its order, from as many places as there are alternatives; or its *hits* are all found first.

What hardly any row fits and no index knows could take a walk through everything. It gives up before: such a page is
shorter than it might be, and the next one goes on from there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Label,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.sql.util import ClauseAdapter

from adapters.postgres.sql import beside, parameter
from application.shared.page import COUNTED_AT_MOST, DEEPEST_OFFSET

WALKED_AT_MOST: Final = 5_000
"""Rows of which a walk asks whether they fit, before it gives up: 20 ms.

Of twice as many, plans for any values would rather sort all that somebody has: 350 ms at 200,000 tickets.
"""

USUAL_LIMIT: Final = 100
"""Rows of a page at most, as callers ask. As a number in the text it tells a plan for any values how little is read."""


class Key(NamedTuple):
    """One sort key; the last one is the id, which breaks ties."""

    column: Column[Any] | Label[Any]
    descending: bool


class Sift(NamedTuple):
    """How a walk asks a condition of row after row, so that no index is used for it; and how indexes find all hits.

    `found` are alternatives of which no row fits two, each served by an index; none where no index knows it.
    """

    asked: ColumnElement[bool]
    found: tuple[ColumnElement[bool], ...] = ()


class Shape(NamedTuple):
    """All in which two portions of the same list differ as statements; conditions stand there by name.

    `conditions` hold together. `branches` say the same as alternatives of which no row fits two, each kept in order by
    an index; `counted` again, as alternatives that an index can count, where a row may fit several. What is `sifted`
    is asked of row after row, as long as it is a walk; `findable` of it is what an index could find. `unordered` are
    owners, of whose rows no index has this order.
    """

    conditions: tuple[str, ...]
    branches: tuple[tuple[str, ...], ...]
    counted: tuple[tuple[str, ...], ...]
    sifted: tuple[str, ...]
    findable: tuple[str, ...]
    unordered: tuple[str, ...]
    by_hits: bool
    keys: tuple[Key, ...]
    continues: bool
    skips: bool
    is_usual: bool
    exact: bool

    @property
    def in_doubt(self) -> tuple[str, ...]:
        """What decides, by how rare it is, whether hits are found first."""
        return () if self.by_hits else self.findable or self.unordered

    @property
    def may_give_up(self) -> bool:
        """Whether it looks for what is sifted among so many rows only."""
        return bool(self.sifted) and not self.by_hits

    def from_the_start(self) -> Self:
        """The first portion of the same list."""
        return self._replace(continues=False, skips=False)

    def found_first(self) -> Self:
        """The same portion by finding all hits."""
        return self._replace(by_hits=True)


@dataclass(frozen=True, slots=True)
class Source:
    """What a list is taken from: the columns of its rows, and the condition for each name it can be asked for.

    `sifts` are the names of those conditions whose index keeps no order, or that have none.
    """

    columns: Sequence[ColumnElement[Any]]
    rows: FromClause
    conditions: Mapping[str, ColumnElement[bool]]
    sifts: Mapping[str, Sift]

    def portion(self, shape: Shape) -> Select[Any]:
        """One row more than a page holds, to know whether there is another; each row ends with the total."""
        if shape.by_hits:
            return self._among_hits(shape)
        walk = self._walk(shape)
        if shape.skips:
            return self._rows_of(_cut(walk, shape), shape, self._total(shape))
        page = walk.subquery("page")
        columns = [page.c[column.name] for column in self.columns]
        order = _order(shape.keys, [page.c[key.column.name] for key in shape.keys])
        return select(*columns, self._total(shape)).order_by(*order).limit(_LIMIT)

    def total(self, shape: Shape) -> Select[Any]:
        """The total by itself, for a page beyond the end."""
        return select(self._total(shape))

    def totals(self, shapes: Sequence[Shape]) -> Select[Any]:
        """The total of each, and whether it was given up before the end; parameters stand beside each other."""
        columns: list[ColumnElement[Any]] = []
        for place, shape in enumerate(shapes):
            has_given_up = select(self.given_up(shape).exists()).scalar_subquery() if shape.may_give_up else false()
            total = self._total(shape)
            columns += [beside(total, place).label(f"total_{place}"), beside(has_given_up, place).label(f"up_{place}")]
        return select(*columns)

    def hits(self, names: Sequence[str]) -> Select[Any]:
        """All rows that fit, one by one."""
        return select(_ONE).select_from(self._found(names) if names else self.rows)

    def given_up(self, shape: Shape) -> Select[Any]:
        """The place where a walk that found too little has stopped, nothing if it came to the end."""
        keys = [key.column for key in shape.keys]
        at_most = _number(WALKED_AT_MOST)
        walked = self._in_order(shape, keys, continues=shape.continues, at_most=at_most).subquery("walked")
        places = [walked.c[key.name] for key in keys]
        return select(*places).order_by(*_order(shape.keys, places)).offset(_number(WALKED_AT_MOST - 1)).limit(1)

    def _walk(self, shape: Shape) -> Select[Any]:
        """Rows, or their ids where some are skipped, in the order of the list; the first of them, or all."""
        wanted = [shape.keys[-1].column] if shape.skips else self.columns
        if not shape.sifted:
            return self._in_order(shape, wanted, continues=shape.continues, at_most=_far_enough(shape))
        fits = and_(*(self.sifts[name].asked for name in shape.sifted)).label("fits")
        rows = self._in_order(shape, [*wanted, fits], continues=shape.continues, at_most=_number(WALKED_AT_MOST))
        walked = rows.subquery("walked")
        fitting = select(*(column for column in walked.c if column.name != "fits")).where(walked.c.fits)
        return fitting.order_by(*_order(shape.keys, [walked.c[key.column.name] for key in shape.keys]))

    def _in_order(
        self, shape: Shape, wanted: Sequence[ColumnElement[Any]], *, continues: bool, at_most: ColumnElement[int]
    ) -> Select[Any]:
        """Rows in the order of one index, or merged from several that are each in order, and cut short."""
        keys = [key.column for key in shape.keys]
        shown = {column.name for column in wanted}
        rows = select(*wanted, *(key for key in keys if key.name not in shown)).select_from(self.rows)
        rows = rows.where(_beyond(shape.keys, keys)) if continues else rows
        rows = rows.order_by(*_order(shape.keys, keys)).limit(at_most)
        branches = [
            rows.where(*self._all(name for name in branch if name not in shape.sifted)) for branch in shape.branches
        ]
        if len(branches) == 1:
            return branches[0]
        merged = union_all(*branches).subquery("merged")
        return select(*merged.c).order_by(*_order(shape.keys, [merged.c[key.name] for key in keys])).limit(at_most)

    def _among_hits(self, shape: Shape) -> Select[Any]:
        keys = [key.column for key in shape.keys]
        hits = self._hits(shape).cte("hits").prefix_with("MATERIALIZED")
        places = [hits.c[column.name] for column in keys]
        ids = select(places[-1]).order_by(*_order(shape.keys, places))
        ids = ids.where(_beyond(shape.keys, places)) if shape.continues else ids
        total = select(_ONE).select_from(hits)
        return self._rows_of(_cut(ids, shape), shape, _count(total if shape.exact else total.limit(_ENOUGH)))

    def _hits(self, shape: Shape) -> Select[Any]:
        """The keys of all rows."""
        keys = [key.column for key in shape.keys]
        if not shape.findable:
            return select(*keys).select_from(self.rows).where(*self._all(shape.conditions))
        rare, rest = self._found(shape.findable, keys), (set(shape.conditions) - set(shape.findable))
        adapted = ClauseAdapter(rare)
        wanted = [self.conditions[name] for name in shape.conditions if name in rest]
        return select(*(rare.c[key.name] for key in keys)).where(*map(adapted.traverse, wanted))

    def _found(self, names: Sequence[str], keys: Sequence[ColumnElement[Any]] = ()) -> Subquery:
        """Rows found by indexes. OFFSET keeps the planner from joining large ones to what is known to be rare."""
        columns = [*self.rows.c, *(key for key in keys if key.name not in self.rows.c)]
        ways = product(*(self.sifts[name].found if name in self.sifts else [self.conditions[name]] for name in names))
        found = [select(*columns).select_from(self.rows).where(*way).offset(_number(0)) for way in ways]
        apart = union_all(*(select(way.subquery()) for way in found)) if len(found) > 1 else found[0]
        return apart.subquery("rare")

    def _rows_of(self, ids: Select[Any], shape: Shape, total: ColumnElement[Any]) -> Select[Any]:
        page, keys = ids.subquery("page"), [key.column for key in shape.keys]
        here = self.rows.join(page, keys[-1] == page.c[keys[-1].name])
        return select(*self.columns, total).select_from(here).order_by(*_order(shape.keys, keys))

    def _total(self, shape: Shape) -> ScalarSelect[int]:
        """From an index that knows all that is asked for, if there is one; of what is sifted, as far as a walk goes."""
        if shape.exact:
            return _count(self._hits(shape))
        if shape.by_hits:
            return _count(self._hits(shape).limit(_ENOUGH))
        if shape.may_give_up:
            return _count(self._walk(shape.from_the_start()).limit(_ENOUGH))
        key = shape.keys[-1].column
        ways = [select(key).select_from(self.rows).where(*self._all(way)).limit(_ENOUGH) for way in shape.counted]
        if len(ways) == 1:
            return _count(ways[0])
        last, every = _count(ways[-1]), _count(union(*(select(way.subquery()) for way in ways)))
        return select(case((last >= _ENOUGH, _ENOUGH), else_=every)).scalar_subquery()

    def _all(self, names: Iterable[str]) -> list[ColumnElement[bool]]:
        return [self.conditions[name] for name in names]


def _number(value: int) -> ColumnElement[int]:
    """In the text, so that a plan for any values knows it."""
    return literal_column(str(value))


_ONE: Final = _number(1).label("one")
_ENOUGH: Final = _number(COUNTED_AT_MOST + 1)
_USUAL: Final = _number(USUAL_LIMIT + 1)
_DEEPEST: Final = _number(DEEPEST_OFFSET + USUAL_LIMIT + 1)
_LIMIT: Final = parameter("limit", BigInteger())
_OFFSET: Final = parameter("offset", BigInteger())


def _far_enough(shape: Shape) -> ColumnElement[int]:
    if not shape.is_usual:
        return _LIMIT + _OFFSET
    return _DEEPEST if shape.skips else _USUAL


def _cut(rows: Select[Any], shape: Shape) -> Select[Any]:
    """The rows of one page; cut once more by a number, as a plan for any values would expect a tenth of all."""
    cut = rows.limit(_LIMIT).offset(_OFFSET)
    return select(cut.subquery("cut")).limit(_USUAL) if shape.is_usual else cut


def _count(rows: Select[Any] | CompoundSelect[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def _order(keys: Sequence[Key], places: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [place.desc() if key.descending else place.asc() for key, place in zip(keys, places, strict=True)]


def _beyond(keys: Sequence[Key], places: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    """Holds for what comes after the position, whose values are `after_0` and so on.

    Where all keys go the same way it is one comparison of rows, which an index answers.
    """
    reached = [_reached(index, key.column) for index, key in enumerate(keys)]
    if len({key.descending for key in keys}) == 1:
        here, there = tuple_(*places), tuple_(*reached)
        return here < there if keys[0].descending else here > there
    steps = [
        place < value if key.descending else place > value
        for key, place, value in zip(keys, places, reached, strict=True)
    ]
    ties = [place == value for place, value in zip(places, reached, strict=True)]
    return or_(*(and_(*ties[:index], step) for index, step in enumerate(steps)))


def _reached(index: int, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value reached, in the widest type of its kind: a cursor may hold any number."""
    kind = BigInteger() if isinstance(column.type, Integer) else column.type
    return parameter(f"after_{index}", kind)
