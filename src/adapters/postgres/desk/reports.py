"""Reports over tickets: one look at all that were there in time, however many intervals it is cut into."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Float,
    Integer,
    Text,
    cast,
    extract,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import tickets
from adapters.postgres.tables.columns import TIME
from adapters.postgres.transaction import look
from application.desk.queries.reports import Breached, Finished, Opened, TicketReports
from domain.shared.ids import CategoryId, TeamId

_BOUNDS: Final = parameter("bounds", ARRAY(TIME))
_FIRST: Final = parameter("first", TIME)
_END: Final = parameter("end", TIME)
_ONLY: Final = tuple(
    or_(parameter(name, tickets.c[name]).is_(None), tickets.c[name] == parameter(name, tickets.c[name]))
    for name in ("team_id", "category_id")
)


def _interval(at: ColumnElement[Any]) -> ColumnElement[int]:
    """0 for what was before the first; the bounds leave out where the last one ends."""
    return func.width_bucket(at, _BOUNDS, type_=Integer)


def _percentile(
    share: float, later: ColumnElement[Any], earlier: ColumnElement[Any], at: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Of the seconds between, where both are there; of what was before the first interval nobody asks."""
    seconds = cast(extract("epoch", later - earlier), Float)
    return func.percentile_cont(literal_column(str(share))).within_group(seconds).filter(at >= _FIRST)


_BORN: Final = tickets.c.created_at
_OPENED: Final = Statement(
    select(
        _interval(_BORN).label("interval"),
        func.count(),
        _percentile(0.5, tickets.c.first_response_at, _BORN, _BORN),
        _percentile(0.9, tickets.c.first_response_at, _BORN, _BORN),
    )
    .where(_BORN < _END, *_ONLY)
    .group_by("interval")
)
_DONE: Final = func.coalesce(tickets.c.resolved_at, tickets.c.closed_at)
_FINISHED: Final = Statement(
    select(
        _interval(_DONE).label("interval"),
        func.count(),
        func.count(tickets.c.resolved_at),
        _percentile(0.5, tickets.c.resolved_at, _BORN, _DONE),
        _percentile(0.9, tickets.c.resolved_at, _BORN, _DONE),
    )
    .where(_DONE < _END, *_ONLY)
    .group_by("interval")
)
_CLOCK: Final = func.jsonb_array_elements(tickets.c.clocks, type_=JSONB).column_valued("clock")
_BROKEN: Final = cast(_CLOCK["promise"]["breached_at"].astext, TIME)
_BY_KIND: Final[Sequence[ColumnElement[Any]]] = (
    _interval(_BROKEN).label("interval"),
    cast(_CLOCK["kind"].astext, Text).label("kind"),
    func.count(),
)
_BREACHED: Final = Statement(
    select(*_BY_KIND)
    .select_from(tickets)
    .where(_BORN < _END, _BROKEN >= _FIRST, _BROKEN < _END, *_ONLY)
    .group_by("interval", "kind")
)
_READ_OPENED: Final = Reader(Opened)
_READ_FINISHED: Final = Reader(Finished)
_READ_BREACHED: Final = Reader(Breached)


@final
class PostgresTicketReports(TicketReports):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def opened(
        self, bounds: Sequence[datetime], team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Opened]:
        return [_READ_OPENED(row) for row in await look(self._pool, _OPENED, _asked(bounds, team_id, category_id))]

    async def finished(
        self, bounds: Sequence[datetime], team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Finished]:
        return [_READ_FINISHED(row) for row in await look(self._pool, _FINISHED, _asked(bounds, team_id, category_id))]

    async def breached(
        self, bounds: Sequence[datetime], team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Breached]:
        return [_READ_BREACHED(row) for row in await look(self._pool, _BREACHED, _asked(bounds, team_id, category_id))]


def _asked(bounds: Sequence[datetime], team_id: TeamId | None, category_id: CategoryId | None) -> dict[str, Any]:
    return {
        "bounds": list(bounds[:-1]),
        "first": bounds[0],
        "end": bounds[-1],
        "team_id": team_id,
        "category_id": category_id,
    }
