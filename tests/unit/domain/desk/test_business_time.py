"""Business time, held to the clock on the wall, minute by minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from domain.desk.business_time import BusinessTime
from domain.desk.window import Window, is_within

MINUTE = timedelta(minutes=1)
ONE_DAY = 24 * 60
ZONES = [
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "America/Havana",  # changes at midnight
    "America/St_Johns",  # did so a minute after midnight
    "Pacific/Apia",  # left a whole day out
]
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # Lord Howe
    datetime(2026, 3, 8, 5, tzinfo=UTC),  # Havana
    datetime(2010, 11, 7, 2, 31, tzinfo=UTC),  # St John's
    datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia
    datetime(2026, 1, 1, tzinfo=UTC),  # a year ends
]
NINE_TO_FIVE = tuple(Window(weekday, time(9), time(17)) for weekday in range(5))
ALWAYS = tuple(Window(weekday, time(0), time(0)) for weekday in range(7))


def at_minute(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(st.integers(0, ONE_DAY - 1))
    end = draw(st.integers(start + 1, ONE_DAY))
    return Window(draw(st.integers(0, 6)), at_minute(start), at_minute(end))


@st.composite
def starts(draw: st.DrawFn) -> datetime:
    return draw(st.sampled_from(CHANGES)) + draw(st.integers(-4 * ONE_DAY, ONE_DAY)) * MINUTE


class Rules(NamedTuple):
    """`days_off` are days after the start."""

    zone: str
    hours: tuple[Window, ...]
    days_off: frozenset[int] = frozenset()


def rules() -> st.SearchStrategy[Rules]:
    hours = st.lists(windows(), max_size=9).map(tuple)
    return st.builds(Rules, st.sampled_from(ZONES), hours, st.frozensets(st.integers(0, 5), max_size=2))


def minutes(start: datetime, count: int, rules: Rules, holidays: frozenset[date]) -> Iterator[datetime]:
    """Those minutes of which the clock on the wall says that they are open: one look for each."""
    wall = ZoneInfo(rules.zone)
    for minute in (start + number * MINUTE for number in range(count)):
        if is_within(minute, rules.hours, wall) and minute.astimezone(wall).date() not in holidays:
            yield minute


class TestBusinessTime:
    @given(start=starts(), count=st.integers(0, 6 * ONE_DAY), target=st.integers(1, 3 * ONE_DAY), rules=rules())
    @example(datetime(2026, 3, 28, 12, tzinfo=UTC), 2_000, 1_000, Rules("Europe/Berlin", ALWAYS))
    @example(datetime(2026, 10, 24, 12, tzinfo=UTC), 2_000, 90, Rules("Europe/Berlin", (Window(6, time(2), time(3)),)))
    def test_is_what_the_clock_on_the_wall_counts(self, start: datetime, count: int, target: int, rules: Rules) -> None:
        holidays = frozenset((start + timedelta(days=day)).date() for day in rules.days_off)
        reckoned = BusinessTime(rules.zone, rules.hours, tuple(holidays))
        counted = list(minutes(start, count, rules, holidays))
        assert reckoned.between(start, start + count * MINUTE) == len(counted) * MINUTE
        reached = reckoned.after(start, target * MINUTE)
        if target <= len(counted):
            assert reached == counted[target - 1] + MINUTE
        else:
            assert reached is None or reached > start + count * MINUTE

    @given(start=starts(), spent=st.integers(1, 10**12), zone=st.sampled_from(ZONES))
    def test_has_passed_when_it_is_reached_and_not_before(self, start: datetime, spent: int, zone: str) -> None:
        hours, amount = BusinessTime(zone, NINE_TO_FIVE, ()), timedelta(microseconds=spent)
        reached = hours.after(start, amount)
        assert reached is not None
        assert hours.between(start, reached) == amount
        assert hours.between(start, reached - timedelta(microseconds=1)) < amount

    @given(start=starts(), spans=st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), zone=st.sampled_from(ZONES))
    def test_adds_up(self, start: datetime, spans: tuple[int, int], zone: str) -> None:
        hours = BusinessTime(zone, NINE_TO_FIVE, ())
        middle = start + timedelta(seconds=spans[0])
        end = middle + timedelta(seconds=spans[1])
        assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)

    def test_is_all_time_where_it_never_closes(self) -> None:
        hours, start = BusinessTime("Europe/Berlin", ALWAYS, ()), datetime(2019, 12, 31, 23, tzinfo=UTC)
        assert hours.between(start, start + timedelta(days=1000)) == timedelta(days=1000)
        assert hours.after(start, timedelta(days=1000)) == start + timedelta(days=1000)

    def test_has_passed_at_once_when_there_is_none_to_pass(self) -> None:
        at_night = datetime(2026, 3, 1, 3, tzinfo=UTC)
        assert BusinessTime("UTC", NINE_TO_FIVE, ()).after(at_night, timedelta()) == at_night

    def test_is_over_at_the_end_of_the_day_not_when_the_next_begins(self) -> None:
        friday = datetime(2026, 3, 6, 9, tzinfo=UTC)
        assert BusinessTime("UTC", NINE_TO_FIVE, ()).after(friday, timedelta(hours=8)) == friday.replace(hour=17)

    def test_is_looked_for_within_ten_years(self) -> None:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        seldom = BusinessTime("UTC", (Window(0, time(9), time(9, 1)),), ())
        assert seldom.after(start, timedelta(minutes=520)) == datetime(2035, 12, 17, 9, 1, tzinfo=UTC)
        assert seldom.after(start, timedelta(minutes=600)) is None

    def test_ends_with_the_years_that_can_be_told(self) -> None:
        assert (
            BusinessTime("UTC", NINE_TO_FIVE, ()).after(datetime(9998, 12, 30, tzinfo=UTC), timedelta(days=9)) is None
        )
