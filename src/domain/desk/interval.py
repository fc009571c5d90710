"""Time cut into days, weeks, months or years of a place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.shared.errors import Invalid

MOST_INTERVALS: Final = 400
"""More than a year of days."""


class IntervalsUnsound(Invalid):
    code = "DESK_INTERVALS_UNSOUND"


class Interval(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


def bounds(first: datetime, end: datetime, interval: Interval, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Where intervals begin, and in the end where the last one ends: `first`, each midnight that begins one, `end`.

    IntervalsUnsound when there is no time between, or too much of it.
    """
    if end <= first:
        raise IntervalsUnsound("There is no time between.", {"to": "Must be after from."})
    cut = [first]
    for midnight in _beginnings(first, interval, zone):
        if midnight >= end:
            break
        cut.append(midnight)
        if len(cut) > MOST_INTERVALS:
            raise IntervalsUnsound(
                f"There are more than {MOST_INTERVALS} intervals.", {"interval": f"At most {MOST_INTERVALS} fit."}
            )
    return (*cut, end)


def _beginnings(after: datetime, interval: Interval, zone: ZoneInfo) -> Iterator[datetime]:
    day = after.astimezone(zone).date()
    while day.year < date.max.year:
        day = _next(day, interval)
        yield datetime.combine(day, time(), zone).astimezone(UTC)


def _next(day: date, interval: Interval) -> date:
    match interval:
        case Interval.DAY:
            return day + timedelta(days=1)
        case Interval.WEEK:
            return day + timedelta(days=7 - day.weekday())
        case Interval.MONTH:
            return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return date(day.year + 1, 1, 1)
