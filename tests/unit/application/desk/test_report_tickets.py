from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from application.desk.report_tickets import USUALLY, ReportTicketsCommand
from domain.desk.interval import Interval, IntervalsUnsound
from domain.desk.ticket import Status
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from tests.support.house import SmallHouse

DAY = datetime(2026, 3, 2, tzinfo=UTC)


class TestReportTickets:
    async def test_is_for_those_who_may_see_reports(self, house: SmallHouse) -> None:
        for role in (Role.CUSTOMER, Role.DEVELOPER, Role.AGENT):
            with pytest.raises(Forbidden):
                await house.desk.report_tickets(await house.person(role), ReportTicketsCommand())

    async def test_is_of_the_last_days_unless_stated(self, house: SmallHouse) -> None:
        rows = await house.desk.report_tickets(await house.person(Role.MANAGER), ReportTicketsCommand())
        assert rows[-1].ends_at - rows[0].begins_at == USUALLY

    async def test_carries_over_what_is_left(self, house: SmallHouse) -> None:
        await house.ticket(created_at=DAY - timedelta(days=9))
        await house.ticket(created_at=DAY - timedelta(days=9), closed_at=DAY - timedelta(days=8), status=Status.CLOSED)
        await house.ticket(created_at=DAY, resolved_at=DAY + timedelta(days=1, hours=2), status=Status.RESOLVED)
        command = ReportTicketsCommand(first=DAY, end=DAY + timedelta(days=3), interval=Interval.DAY)
        rows = await house.desk.report_tickets(await house.person(Role.MANAGER), command)
        assert [(row.opened, row.solved, row.backlog) for row in rows] == [(1, 0, 2), (0, 1, 1), (0, 0, 1)]
        assert [row.resolution_p50 for row in rows] == [None, 26 * 3_600, None]

    @pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "", "x" * 300])
    async def test_knows_the_zone(self, house: SmallHouse, zone: str) -> None:
        with pytest.raises(IntervalsUnsound) as refused:
            await house.desk.report_tickets(await house.person(Role.MANAGER), ReportTicketsCommand(time_zone=zone))
        assert refused.value.details.keys() == {"timeZone"}

    @pytest.mark.parametrize(
        "command",
        [
            ReportTicketsCommand(first=datetime.min.replace(tzinfo=UTC), time_zone="America/New_York"),
            ReportTicketsCommand(first=datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))),
            ReportTicketsCommand(end=datetime.min.replace(tzinfo=UTC)),
        ],
        ids=["its first day", "its last", "its beginning"],
    )
    async def test_refuses_what_is_beyond_the_calendar(self, house: SmallHouse, command: ReportTicketsCommand) -> None:
        with pytest.raises(IntervalsUnsound) as refused:
            await house.desk.report_tickets(await house.person(Role.MANAGER), command)
        assert refused.value.details.keys() == {"from"}

    async def test_tells_times_in_utc_wherever_it_is_asked_from(self, house: SmallHouse) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        command = ReportTicketsCommand(first=DAY.astimezone(berlin), end=(DAY + timedelta(days=1)).astimezone(berlin))
        (row,) = await house.desk.report_tickets(await house.person(Role.MANAGER), command)
        assert (row.begins_at.tzinfo, row.ends_at.tzinfo) == (UTC, UTC)
