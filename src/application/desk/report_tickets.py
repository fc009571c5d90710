from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from application.desk.queries.reports import Breaches, Finished, Opened, TicketReportRow, TicketReports
from application.shared.messages import Command
from application.shared.ports import Clock
from domain.desk.access import may_read_reports
from domain.desk.clock import ClockKind
from domain.desk.interval import Interval, IntervalsUnsound, bounds
from domain.desk.window import NO_ZONE, is_zone
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId, TeamId

USUALLY: Final = timedelta(days=30)


class ReportTicketsCommand(Command, frozen=True, kw_only=True):
    """Without `first` it is of the 30 days before `end`, which is that of today unless stated."""

    first: datetime | None = None
    end: datetime | None = None
    interval: Interval = Interval.DAY
    time_zone: str = "UTC"
    team_id: TeamId | None = None
    category_id: CategoryId | None = None


@dataclass(frozen=True, slots=True)
class ReportTickets:
    """How much the desk was asked and how soon it answered, interval by interval."""

    reports: TicketReports
    clock: Clock

    async def __call__(self, actor: Actor, command: ReportTicketsCommand) -> list[TicketReportRow]:
        require(may_read_reports(actor), "see reports")
        zone = known_zone(command.time_zone)
        end = command.end or _end_of_day(self.clock.now(), zone)
        try:
            first = command.first or end - USUALLY
            cut = bounds(first.astimezone(UTC), end.astimezone(UTC), command.interval, zone)
        except OverflowError:
            raise IntervalsUnsound("No calendar goes that far.", {"from": "Too far from today."}) from None
        only = (command.team_id, command.category_id)
        opened = {one.interval: one for one in await self.reports.opened(cut, *only)}
        finished = {one.interval: one for one in await self.reports.finished(cut, *only)}
        broken = Counter({(one.interval, one.kind): one.count for one in await self.reports.breached(cut, *only)})
        rows, backlog = [], _count(opened.get(0)) - _count(finished.get(0))
        for place, (begins_at, ends_at) in enumerate(pairwise(cut), start=1):
            new, done = opened.get(place), finished.get(place)
            backlog += _count(new) - _count(done)
            rows.append(
                TicketReportRow(
                    begins_at=begins_at,
                    ends_at=ends_at,
                    opened=_count(new),
                    solved=done.solved if done else 0,
                    backlog=backlog,
                    first_response_p50=_seconds(new.p50 if new else None),
                    first_response_p90=_seconds(new.p90 if new else None),
                    resolution_p50=_seconds(done.p50 if done else None),
                    resolution_p90=_seconds(done.p90 if done else None),
                    breaches=Breaches(**{kind.value: broken[place, kind] for kind in ClockKind}),
                )
            )
        return rows


def _count(found: Opened | Finished | None) -> int:
    return found.count if found else 0


def _seconds(percentile: float | None) -> int | None:
    return None if percentile is None else round(percentile)


def _end_of_day(at: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone).astimezone(UTC)


def known_zone(name: str) -> ZoneInfo:
    """IntervalsUnsound when there is none of this name."""
    if not is_zone(name):
        raise IntervalsUnsound("There is no such time zone.", {"timeZone": NO_ZONE})
    return ZoneInfo(name)
