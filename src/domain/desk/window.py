"""Hours of the week by the clock on the wall, wherever that hangs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS: Final = range(7)
"""0 is Monday, as in `datetime`."""

MIDNIGHT: Final = time()

UNSOUND: Final = "A window is of a weekday from 0 to 6, ends after it starts (00:00 ends the day) and names no zone."
NO_ZONE: Final = "Not a time zone name such as Europe/Berlin."


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a weekday; the time zone is its owner's. Ending at 00:00 it lasts to the end of the day."""

    weekday: int
    start: time
    end: time

    @property
    def is_sound(self) -> bool:
        """Whether it is a stretch of a day at all; times with an offset would contradict the zone."""
        local = self.start.tzinfo is None and self.end.tzinfo is None
        return local and self.weekday in WEEKDAYS and (self.start < self.end or self.end == MIDNIGHT)

    def covers(self, local: datetime) -> bool:
        """Whether that is what the clock shows in it: its start belongs to it, its end does not."""
        shown = local.time()
        return local.weekday() == self.weekday and self.start <= shown and (shown < self.end or self.end == MIDNIGHT)


def is_within(instant: datetime, windows: Iterable[Window], zone: tzinfo) -> bool:
    """Whether one of the windows is open at an instant, by the clock of the zone."""
    local = instant.astimezone(zone)
    return any(window.covers(local) for window in windows)


def is_zone(name: str) -> bool:
    """Whether a time zone has that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
