from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.interval import MOST_INTERVALS, Interval, IntervalsUnsound, bounds

BERLIN = ZoneInfo("Europe/Berlin")
TIMES = st.datetimes(datetime(2012, 1, 1), datetime(2012, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - zoned after
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"])


class TestBounds:
    @given(first=TIMES, length=st.timedeltas(timedelta(seconds=1), timedelta(days=300)), zone=ZONES.map(ZoneInfo))
    @pytest.mark.parametrize("interval", Interval)
    def test_cut_all_of_the_time_at_midnights(
        self, interval: Interval, first: datetime, length: timedelta, zone: ZoneInfo
    ) -> None:
        cut = bounds(first, first + length, interval, zone)
        assert (cut[0], cut[-1]) == (first, first + length)
        assert all(one < following for one, following in pairwise(cut))
        for inner in cut[1:-1]:
            local = inner.astimezone(zone)
            assert local.hour * 60 + local.minute <= 60  # where clocks go forward at midnight there is none
            assert interval is not Interval.WEEK or local.weekday() == 0
            assert interval not in {Interval.MONTH, Interval.YEAR} or local.day == 1

    def test_follow_the_clocks_of_the_place(self) -> None:
        """On 31 March 2013 the day has 23 hours in Berlin."""
        first = datetime(2013, 3, 30, tzinfo=BERLIN)
        cut = bounds(first.astimezone(UTC), first.astimezone(UTC) + timedelta(days=3), Interval.DAY, BERLIN)
        hours = [(following - one) / timedelta(hours=1) for one, following in pairwise(cut)]
        assert hours == [24, 23, 24, 1]

    @pytest.mark.parametrize(("interval", "count"), [(Interval.YEAR, 1), (Interval.MONTH, 12), (Interval.WEEK, 53)])
    def test_of_a_year(self, interval: Interval, count: int) -> None:
        cut = bounds(datetime(2013, 1, 1, tzinfo=UTC), datetime(2014, 1, 1, tzinfo=UTC), interval, ZoneInfo("UTC"))
        assert len(cut) - 1 == count

    def test_end_with_the_calendar(self) -> None:
        first = datetime(9998, 1, 1, tzinfo=UTC)
        assert len(bounds(first, datetime.max.replace(tzinfo=UTC), Interval.YEAR, ZoneInfo("UTC"))) == 3

    def test_are_not_too_many(self) -> None:
        first = datetime(2013, 1, 1, tzinfo=UTC)
        assert len(bounds(first, first + timedelta(days=MOST_INTERVALS), Interval.DAY, ZoneInfo("UTC"))) == 401
        with pytest.raises(IntervalsUnsound) as refused:
            bounds(first, first + timedelta(days=MOST_INTERVALS + 1), Interval.DAY, ZoneInfo("UTC"))
        assert refused.value.details.keys() == {"interval"}

    def test_hold_some_time(self) -> None:
        first = datetime(2013, 1, 1, tzinfo=UTC)
        with pytest.raises(IntervalsUnsound) as refused:
            bounds(first, first, Interval.DAY, ZoneInfo("UTC"))
        assert refused.value.details.keys() == {"to"}
