"""A year of a desk, reported by the house and counted again from a file, by csv and statistics alone."""

import csv
import io
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles

import pytest

from application.desk.queries.reports import Breaches, TicketReportRow
from application.desk.report_tickets import ReportTickets, ReportTicketsCommand
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.desk.clock import Clock as SlaClock
from domain.desk.clock import ClockKind, Promise, Stretch
from domain.desk.interval import Interval
from domain.desk.ticket import Status, Ticket
from domain.shared.access import Role
from domain.shared.ids import SlaPolicyId
from tests.support.builders import a_category, a_team, a_ticket, a_user, an_actor
from tests.support.shelves import stock

MANAGER = an_actor(Role.MANAGER)
FIRST, END = datetime(2013, 1, 1, tzinfo=UTC), datetime(2014, 1, 1, tzinfo=UTC)
COLUMNS = ("created", "answered", "resolved", "closed", "breached")


def a_history(requester: object, **what_matters: object) -> list[Ticket]:
    """Three years, the middle of which is reported."""
    chance = random.Random(20_130_101)  # noqa: S311 - no secret

    def later(than: datetime, share: float) -> datetime | None:
        return than + timedelta(seconds=chance.expovariate(1 / 400_000)) if chance.random() < share else None

    tickets = []
    for number in range(400):
        born = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(3 * 365 * 86_400))
        resolved = later(born, 0.7)
        closed = later(resolved or born, 0.5 if resolved else 0.1)
        status = Status.CLOSED if closed else Status.RESOLVED if resolved else Status.OPEN
        times = {"created_at": born, "updated_at": born, "resolved_at": resolved, "closed_at": closed, "status": status}
        broken = later(born, 0.2)
        clocks = (a_broken_clock(born, broken),) if broken else ()
        tickets.append(
            a_ticket(
                number=20_000 + number,
                requester_id=requester,
                first_response_at=later(born, 0.8),
                clocks=clocks,
                **times,
                **what_matters,
            )
        )
    return tickets


def a_broken_clock(born: datetime, broken: datetime) -> SlaClock:
    promise = Promise(policy_id=SlaPolicyId(a_team().id), policy="Gold", target=60, due_at=broken, breached_at=broken)
    return SlaClock(kind=ClockKind.RESOLUTION, stretches=(Stretch(born),), promise=promise)


def as_file(tickets: Sequence[Ticket]) -> str:
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for one in tickets:
        broken = one.clocks[0].promise.breached_at if one.clocks and one.clocks[0].promise else None
        times = (one.created_at, one.first_response_at, one.resolved_at, one.closed_at, broken)
        rows.writerow([time.isoformat() if time else "" for time in times])
    return file.getvalue()


def counted(file: str, begins_at: datetime, ends_at: datetime) -> TicketReportRow:
    """One interval, by one look at every line."""
    lines = [
        {name: datetime.fromisoformat(text) if text else None for name, text in line.items()}
        for line in csv.DictReader(io.StringIO(file))
    ]

    def within(time: datetime | None) -> bool:
        return time is not None and begins_at <= time < ends_at

    def is_left(line: dict[str, datetime | None]) -> bool:
        done = line["resolved"] or line["closed"]
        return line["created"] < ends_at and not (done and done < ends_at)  # type: ignore[operator] # it is there

    def spans(of: str, until: str) -> list[float]:
        return [
            (line[until] - line["created"]).total_seconds()  # type: ignore[operator] # they are there
            for line in lines
            if within(line[of]) and line[until]
        ]

    answers, solutions = spans("created", "answered"), spans("resolved", "resolved")
    return TicketReportRow(
        begins_at=begins_at,
        ends_at=ends_at,
        opened=sum(within(line["created"]) for line in lines),
        solved=sum(within(line["resolved"]) for line in lines),
        backlog=sum(map(is_left, lines)),
        first_response_p50=_rounded(answers, 0.5),
        first_response_p90=_rounded(answers, 0.9),
        resolution_p50=_rounded(solutions, 0.5),
        resolution_p90=_rounded(solutions, 0.9),
        breaches=Breaches(resolution=sum(within(line["breached"]) for line in lines)),
    )


def _rounded(spans: list[float], share: float) -> int | None:
    if len(spans) < 2:
        return round(spans[0]) if spans else None
    return round(median(spans) if share == 0.5 else quantiles(spans, n=10, method="inclusive")[8])


async def reported(shelf: Shelf, clock: Clock, **stated: object) -> list[TicketReportRow]:
    command = ReportTicketsCommand(**{"first": FIRST, "end": END} | stated)  # type: ignore[arg-type] # as stated
    return await ReportTickets(shelf.reports, clock)(MANAGER, command)


class TestReport:
    @pytest.mark.parametrize(("interval", "zone"), [(one, "Europe/Berlin") for one in Interval] + [("month", "UTC")])
    async def test_of_a_year_is_what_can_be_counted_by_hand(
        self, shelf: Shelf, clock: Clock, interval: str, zone: str
    ) -> None:
        requester = a_user()
        tickets = a_history(requester.id)
        await stock(shelf, requester, *tickets)
        rows = await reported(shelf, clock, interval=Interval(interval), time_zone=zone)
        file = as_file(tickets)
        assert rows == [counted(file, row.begins_at, row.ends_at) for row in rows]
        assert sum(row.opened for row in rows) > 100
        assert sum(row.breaches.resolution for row in rows) > 10

    async def test_is_of_one_team_or_category(self, shelf: Shelf, clock: Clock) -> None:
        requester, team, category = a_user(), a_team(), a_category()
        theirs, sorted_in = (
            a_history(requester.id, team_id=team.id)[:50],
            a_ticket(requester_id=requester.id, category_id=category.id, created_at=FIRST),
        )
        await stock(shelf, requester, team, category, *theirs, sorted_in)
        [row] = await reported(shelf, clock, interval=Interval.YEAR, team_id=team.id)
        assert row == counted(as_file(theirs), FIRST, END)
        [row] = await reported(shelf, clock, interval=Interval.YEAR, category_id=category.id)
        assert (row.opened, row.backlog) == (1, 1)
        [row] = await reported(shelf, clock, interval=Interval.YEAR, team_id=team.id, category_id=category.id)
        assert row.opened == 0

    async def test_of_nothing_is_all_zero(self, shelf: Shelf, clock: Clock) -> None:
        rows = await reported(shelf, clock, interval=Interval.MONTH)
        assert [(row.opened, row.solved, row.backlog, row.resolution_p90) for row in rows] == [(0, 0, 0, None)] * 12
