"""How much of a calendar's hours passes. Windows go by the clock on the wall, time as it really passes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple, final
from zoneinfo import ZoneInfo

from domain.desk.window import MIDNIGHT, Window

HORIZON: Final = 10
"""Years ahead that are looked at; what a calendar has not reached by then, it never does."""

_LAST_YEAR: Final = 9998
"""Beyond it, a zone may push an instant out of what Python can say."""

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_NOTHING: Final = timedelta()

Span = tuple[timedelta, timedelta]
"""From and to, since the midnight at which the clock on the wall began the day."""


class _Year(NamedTuple):
    """The stretches of one year (of UTC) that are open, and how much had been open since its beginning after each."""

    starts: list[datetime]
    ends: list[datetime]
    sums: list[timedelta]

    @property
    def total(self) -> timedelta:
        return self.sums[-1] if self.sums else _NOTHING

    def until(self, instant: datetime) -> timedelta:
        """How much of the year had been open by then."""
        index = bisect_right(self.starts, instant) - 1
        if index < 0:
            return _NOTHING
        return self.sums[index] - max(self.ends[index] - instant, _NOTHING)

    def at(self, amount: timedelta) -> datetime:
        """The first instant by which that much had been open; more than nothing, and no more than there is."""
        index = bisect_left(self.sums, amount)
        return self.ends[index] - (self.sums[index] - amount)


@final
class BusinessTime:
    """The hours of one calendar. A year is worked out when it is first asked about: in a millisecond or two."""

    def __init__(self, zone: str, windows: Sequence[Window], holidays: Sequence[date]) -> None:
        self._zone = ZoneInfo(zone)
        self._spans = [_merged(window for window in windows if window.weekday == weekday) for weekday in range(7)]
        self._holidays = frozenset(holidays)
        self._years: dict[int, _Year] = {}

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Business time from one instant to a later one."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        whole = sum((self._year(year).total for year in range(start.year, end.year)), _NOTHING)
        return whole + self._year(end.year).until(end) - self._year(start.year).until(start)

    def after(self, start: datetime, amount: timedelta) -> datetime | None:
        """The first instant by which so much business time has passed. None when that is not within `HORIZON` years."""
        if amount <= _NOTHING:
            return start
        start = start.astimezone(UTC)
        left = amount + self._year(start.year).until(start)
        for year in range(start.year, min(start.year + HORIZON, _LAST_YEAR) + 1):
            known = self._year(year)
            if left <= known.total:
                return known.at(left)
            left -= known.total
        return None

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = self._worked_out(number)
        return self._years[number]

    def _worked_out(self, number: int) -> _Year:
        year = _Year([], [], [])
        for start, end in self._open(datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)):
            if year.ends and year.ends[-1] == start:
                year.ends[-1] = end
                year.sums[-1] += end - start
            else:
                year.sums.append(year.total + (end - start))
                year.starts.append(start)
                year.ends.append(end)
        return year

    def _open(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is open of a time, cut where days end and where the offset from UTC changes."""
        for start, stop, offset in self._steady(begin, end):
            first, last = (start + offset).replace(tzinfo=None), (stop + offset).replace(tzinfo=None)
            day = datetime.combine(first, MIDNIGHT)
            while day < last:
                for opens, closes in self._of_day(day.date()):
                    since, until = max(day + opens, first), min(day + closes, last)
                    if since < until:
                        yield (since - offset).replace(tzinfo=UTC), (until - offset).replace(tzinfo=UTC)
                day += _DAY

    def _of_day(self, day: date) -> Sequence[Span]:
        return () if day in self._holidays else self._spans[day.weekday()]

    def _steady(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
        """The time in pieces with one offset each. No zone changes its clocks twice in a day."""
        start, offset, day = begin, self._offset(begin), begin
        while day < end:
            later = self._offset(day + _DAY)
            if later != offset:
                change = self._change(day, day + _DAY)
                yield start, change, offset
                start, offset = change, later
            day += _DAY
        yield start, end, offset

    def _change(self, before: datetime, after: datetime) -> datetime:
        """The second at which the offset that was before becomes the one after."""
        old = self._offset(before)
        while after - before > _SECOND:
            middle = before + (after - before) // _SECOND // 2 * _SECOND
            before, after = (middle, after) if self._offset(middle) == old else (before, middle)
        return after

    def _offset(self, instant: datetime) -> timedelta:
        return instant.astimezone(self._zone).utcoffset() or _NOTHING


def _merged(windows: Iterator[Window]) -> Sequence[Span]:
    """What overlaps or touches is one; it counts once."""
    merged: list[Span] = []
    for opens, closes in sorted((_since_midnight(window.start), _end_of(window)) for window in windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(closes, merged[-1][1])
        else:
            merged.append((opens, closes))
    return merged


def _end_of(window: Window) -> timedelta:
    return _DAY if window.end == MIDNIGHT else _since_midnight(window.end)


def _since_midnight(shown: time) -> timedelta:
    return datetime.combine(date.min, shown) - datetime.combine(date.min, MIDNIGHT)


business_time: Final = lru_cache(maxsize=128)(BusinessTime)
"""The same calendar is asked again and again, and its years are worth keeping."""
