"""Reports over tickets, in Python; percentiles are interpolated, as PostgreSQL does by `percentile_cont`."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import final

from adapters.memory.store import Store
from application.desk.queries.reports import Breached, Finished, Opened, TicketReports
from domain.desk.ticket import Ticket
from domain.shared.ids import CategoryId, TeamId

Bounds = Sequence[datetime]


@final
class MemoryTicketReports(TicketReports):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def opened(self, bounds: Bounds, team_id: TeamId | None, category_id: CategoryId | None) -> Sequence[Opened]:
        found = defaultdict[int, list[Ticket]](list)
        for ticket in self._only(team_id, category_id):
            if ticket.created_at < bounds[-1]:
                found[_interval(ticket.created_at, bounds)].append(ticket)
        return [
            Opened(place, len(some), *_percentiles((one.created_at, one.first_response_at) for one in some if place))
            for place, some in found.items()
        ]

    async def finished(
        self, bounds: Bounds, team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Finished]:
        found = defaultdict[int, list[Ticket]](list)
        for ticket in self._only(team_id, category_id):
            done = ticket.resolved_at or ticket.closed_at
            if done is not None and done < bounds[-1]:
                found[_interval(done, bounds)].append(ticket)
        return [
            Finished(
                place,
                len(some),
                sum(one.resolved_at is not None for one in some),
                *_percentiles((one.created_at, one.resolved_at) for one in some if place),
            )
            for place, some in found.items()
        ]

    async def breached(
        self, bounds: Bounds, team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Breached]:
        counted = Counter(
            (_interval(clock.promise.breached_at, bounds), clock.kind)
            for ticket in self._only(team_id, category_id)
            for clock in ticket.clocks
            if clock.promise is not None and clock.promise.breached_at is not None
            if bounds[0] <= clock.promise.breached_at < bounds[-1]
        )
        return [Breached(place, kind, count) for (place, kind), count in counted.items()]

    def _only(self, team_id: TeamId | None, category_id: CategoryId | None) -> Iterator[Ticket]:
        for ticket in self._store.rows.tickets.values():
            if team_id in (None, ticket.team_id) and category_id in (None, ticket.category_id):
                yield ticket


def _interval(at: datetime, bounds: Bounds) -> int:
    return bisect_right(bounds[:-1], at)


def _percentiles(spans: Iterable[tuple[datetime, datetime | None]]) -> tuple[float | None, float | None]:
    """The median and the ninth decile of the seconds between."""
    seconds = sorted((end - start).total_seconds() for start, end in spans if end is not None)
    return _percentile(seconds, 0.5), _percentile(seconds, 0.9)


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    below, part = divmod((len(ordered) - 1) * share, 1)
    here = ordered[int(below)]
    return here if not part else here + (ordered[int(below) + 1] - here) * part
