"""Days on which somebody is not there at all, by the calendar where they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

BACKWARDS: Final = "An absence ends on the day it begins, or later."


@dataclass(frozen=True, slots=True)
class Absence:
    """Days off; the first and the last belong to it."""

    first: date
    last: date

    @property
    def is_sound(self) -> bool:
        return self.first <= self.last

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def away_until(day: date, absences: Iterable[Absence]) -> date | None:
    """The last day of what keeps them away on that day; None when they are there."""
    return max((absence.last for absence in absences if absence.covers(day)), default=None)
