from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.window import Window, is_within, is_zone

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UNSOUND = [
    Window(weekday=0, start=time(12), end=time(9)),
    Window(weekday=0, start=time(9), end=time(9)),
    Window(weekday=7, start=time(9), end=time(12)),
    Window(weekday=-1, start=time(9), end=time(12)),
    Window(weekday=0, start=time(9, tzinfo=UTC), end=time(12)),
    Window(weekday=0, start=time(9), end=time(12, tzinfo=UTC)),
    Window(weekday=0, start=time(9), end=time(0, tzinfo=UTC)),
    Window(weekday=0, start=time(9, tzinfo=UTC), end=time(12, tzinfo=UTC)),
]


class TestIsSound:
    @pytest.mark.parametrize("window", UNSOUND, ids=str)
    def test_is_false_of_what_is_no_stretch_of_a_weekday(self, window: Window) -> None:
        assert not window.is_sound

    @given(weekday=st.integers(-2, 9), start=st.times(), end=st.times())
    def test_is_true_of_every_stretch_of_a_weekday(self, weekday: int, start: time, end: time) -> None:
        assert Window(weekday, start, end).is_sound == (0 <= weekday <= 6 and (start < end or end == time(0)))

    def test_is_true_of_a_whole_day(self) -> None:
        assert Window(weekday=0, start=time(0), end=time(0)).is_sound


class TestIsWithin:
    def test_begins_with_its_start_and_is_over_at_its_end(self) -> None:
        windows = [Window(0, time(9), time(12))]
        inside = {
            hour: is_within(MONDAY + timedelta(hours=hour) + offset, windows, UTC)
            for hour, offset in ((8, MINUTE * 59), (9, MINUTE * 0), (11, MINUTE * 59), (12, MINUTE * 0))
        }
        assert inside == {8: False, 9: True, 11: True, 12: False}

    def test_goes_by_the_clock_of_the_zone_in_summer_and_winter(self) -> None:
        windows = [Window(0, time(9), time(12))]
        winter, summer = datetime(2026, 3, 2, 8, 30, tzinfo=UTC), datetime(2026, 7, 6, 8, 30, tzinfo=UTC)
        assert is_within(winter, windows, BERLIN)  # 9:30
        assert is_within(summer, windows, BERLIN)  # 10:30
        assert is_within(summer - timedelta(hours=1), windows, BERLIN)
        assert not is_within(winter - timedelta(hours=1), windows, BERLIN)

    @given(minute=st.integers(0, 7 * 24 * 60 - 1))
    def test_holds_always_when_every_day_lasts_from_midnight_to_midnight(self, minute: int) -> None:
        always = [Window(weekday, time(0), time(0)) for weekday in range(7)]
        assert is_within(MONDAY + minute * MINUTE, always, BERLIN)
        sunday = always[6:]
        assert is_within(MONDAY + minute * MINUTE, sunday, UTC) is (minute >= 6 * 24 * 60)

    def test_is_open_by_any_window_and_by_none(self) -> None:
        night, day = Window(0, time(0), time(6)), Window(0, time(9), time(17))
        assert is_within(MONDAY, [day, night], UTC)
        assert not is_within(MONDAY, [day], UTC)
        assert not is_within(MONDAY, [], UTC)


class TestIsZone:
    @pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"])
    def test_knows_zones(self, name: str) -> None:
        assert is_zone(name)

    @pytest.mark.parametrize("name", ["", "Europe", "Nowhere/Land", "../etc/passwd", "UTC\0", "x" * 5000])
    def test_knows_what_is_none(self, name: str) -> None:
        assert not is_zone(name)
