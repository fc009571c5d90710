"""The SQL of one portion of a list.

Searches, and pages by number, find ids first and fetch the rows of those alone. Without MATERIALIZED the planner walks
a whole index instead, reading every text on the way: 7.5 s for a rare word at 2 million rows against 0.5 ms (measured).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    and_,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from adapters.postgres.sql import parameter
from application.shared.page import COUNTED_AT_MOST


class Key(NamedTuple):
    """One sort key; the last one is the id, which breaks ties."""

    column: Column[Any]
    descending: bool


class Shape(NamedTuple):
    """All in which two portions of the same list differ as statements."""

    conditions: tuple[str, ...]
    keys: tuple[Key, ...]
    is_search: bool
    continues: bool
    skips: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Source:
    """What a list is taken from: the columns of its rows, and the condition for each name it can be asked for."""

    columns: Sequence[ColumnElement[Any]]
    rows: FromClause
    conditions: Mapping[str, ColumnElement[bool]]

    def portion(self, shape: Shape) -> Select[Any]:
        """One row more than a page holds, to know whether there is another; each row ends with the total."""
        wanted = [self.conditions[name] for name in shape.conditions]
        keys = [key.column for key in shape.keys]
        found: FromClause = self.rows
        places: Sequence[ColumnElement[Any]] = keys
        among = wanted
        if shape.is_search:
            hits = select(*keys).select_from(self.rows).where(*wanted).cte("hits").prefix_with("MATERIALIZED")
            found, places, among = hits, [hits.c[column.name] for column in keys], []
        total = _total(found, among, exact=shape.exact)
        if shape.continues:
            among = [*among, _beyond(shape.keys, places)]
        order = _order(shape.keys, places)
        limit = parameter("limit", BigInteger())
        if not (shape.is_search or shape.skips):
            return select(*self.columns, total).select_from(found).where(*among).order_by(*order).limit(limit)
        ids = select(places[-1]).select_from(found).where(*among).order_by(*order).limit(limit)
        ids = ids.offset(parameter("offset", BigInteger()))
        page = ids.subquery("page")
        here = self.rows.join(page, keys[-1] == page.c[keys[-1].name])
        return select(*self.columns, total).select_from(here).order_by(*_order(shape.keys, keys))

    def total(self, shape: Shape) -> Select[Any]:
        """The total by itself, for a page beyond the end."""
        return select(_total(self.rows, [self.conditions[name] for name in shape.conditions], exact=shape.exact))


def _total(found: FromClause, among: Sequence[ColumnElement[bool]], *, exact: bool) -> ScalarSelect[int]:
    if exact:
        return select(func.count()).select_from(found).where(*among).correlate(None).scalar_subquery()
    enough: ColumnElement[int] = literal_column(str(COUNTED_AT_MOST + 1))
    one: ColumnElement[int] = literal_column("1")
    counted = select(one).select_from(found).where(*among).correlate(None).limit(enough)
    return select(func.count()).select_from(counted.subquery("counted")).scalar_subquery()


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


def _reached(index: int, column: Column[Any]) -> ColumnElement[Any]:
    """The value reached, in the widest type of its kind: a cursor may hold any number."""
    kind = BigInteger() if isinstance(column.type, Integer) else column.type
    return parameter(f"after_{index}", kind)
