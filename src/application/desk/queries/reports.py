from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from application.shared.messages import Message
from domain.desk.clock import ClockKind
from domain.shared.ids import CategoryId, TeamId


class Breaches(Message, frozen=True):
    """Promises that were broken, by what was promised."""

    first_response: int = 0
    next_response: int = 0
    resolution: int = 0


class TicketReportRow(Message, frozen=True, kw_only=True):
    """From inclusive, to exclusive. Times are in whole seconds, by the clock and not by business hours.

    `firstResponse…` are of tickets that were opened in the interval, `resolution…` of those solved in it. `backlog` is
    what was unfinished at its end. It is told as tickets are now: one that was opened again was never solved.
    """

    begins_at: datetime
    ends_at: datetime
    opened: int
    solved: int
    backlog: int
    first_response_p50: int | None
    first_response_p90: int | None
    resolution_p50: int | None
    resolution_p90: int | None
    breaches: Breaches


class Opened(Struct, frozen=True):
    """Of one interval, 0 for all time before; percentiles in seconds."""

    interval: int
    count: int
    p50: float | None
    p90: float | None


class Finished(Struct, frozen=True):
    """As above. `solved` leaves out what was only closed."""

    interval: int
    count: int
    solved: int
    p50: float | None
    p90: float | None


class Breached(Struct, frozen=True):
    interval: int
    kind: ClockKind
    count: int


class TicketReports(Protocol):
    """Tickets of one team and category, where stated, counted by the intervals that `bounds` begin and end."""

    async def opened(
        self, bounds: Sequence[datetime], team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Opened]: ...

    async def finished(
        self, bounds: Sequence[datetime], team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Finished]: ...

    async def breached(
        self, bounds: Sequence[datetime], team_id: TeamId | None, category_id: CategoryId | None
    ) -> Sequence[Breached]: ...
