"""What clocks must show: each minute of a life is looked at, and whether the clock on the wall says it is open.

Knows nothing of stretches, offsets or judgements. Minutes are counted from START.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.desk.window import Window, is_within

START: Final = datetime(2026, 3, 27, 7, tzinfo=UTC)
"""A Friday. Clocks change in Berlin two days later, on Lord Howe Island nine."""

HORIZON: Final = 15 * 24 * 60
MINUTE: Final = timedelta(minutes=1)

WEEKDAYS: Final = range(5)
OFFICES: Final[Sequence[Mapping[str, Any]]] = (
    {"time_zone": "Europe/Berlin", "hours": tuple(Window(day, time(9), time(17)) for day in WEEKDAYS)},
    {"time_zone": "UTC", "hours": tuple(Window(day, time(0), time(0)) for day in range(7))},
    {"time_zone": "Australia/Lord_Howe", "hours": tuple(Window(day, time(0, 30), time(6, 30)) for day in range(7))},
    {
        "time_zone": "Europe/Berlin",
        "hours": (
            *(Window(day, time(8), time(12)) for day in WEEKDAYS),
            *(Window(day, time(10), time(14)) for day in WEEKDAYS),
            Window(6, time(1), time(4)),
        ),
        "holidays": (date(2026, 3, 30),),
    },
)


@cache
def open_minutes(office: int) -> bytes:
    """For each minute, whether the office is open in it."""
    fields = OFFICES[office]
    wall = ZoneInfo(fields["time_zone"])
    instants = (START + minute * MINUTE for minute in range(HORIZON))
    return bytes(
        is_within(at, fields["hours"], wall) and at.astimezone(wall).date() not in fields.get("holidays", ())
        for at in instants
    )


def at(minute: int) -> datetime:
    return START + minute * MINUTE


class Shown(NamedTuple):
    """Of one clock: what it measures, and the minutes in which it warned, was breached and will be due."""

    kind: str
    warned: int | None
    breached: int | None
    due: int | None


@dataclass
class Dial:
    """One clock on its way through the minutes."""

    kind: str
    target: int | None
    open: bytes
    is_running: bool = True
    is_stopped: bool = False
    spent: int = 0
    warned: int | None = None
    breached: int | None = None

    def look(self, minute: int) -> None:
        if self.target is None:
            return
        if self.warned is None and self.spent * 5 >= self.target * 4:
            self.warned = minute
        if self.breached is None and self.spent >= self.target:
            self.breached = minute

    def run(self, begin: int, end: int) -> None:
        """Through these minutes, of which those that are closed only go by."""
        if not self.is_running or begin >= end:
            return
        self.look(begin)
        while self.breached is None and (found := self.open.find(1, begin, end)) >= 0:
            self.spent, begin = self.spent + 1, found + 1
            if begin < end:
                self.look(begin)

    def due(self, now: int) -> int | None:
        """When it will be, or was; beyond the horizon nobody knows."""
        if not self.is_running or self.target is None or self.breached is not None:
            return self.breached if self.is_running else None
        left, minute = self.target - self.spent, now
        while left and (found := self.open.find(1, minute)) >= 0:
            left, minute = left - 1, found + 1
        return minute if not left else None


@dataclass
class Waiting:
    """The life of one ticket: what happened in which minute."""

    opened: int
    is_high: bool
    happened: list[tuple[int, str]] = field(default_factory=list)

    def told(self, targets: Mapping[str, int | None], office: int, now: int) -> list[Shown]:
        """What its clocks show now, by these terms and no others: past ones leave no trace."""
        open_, minute = open_minutes(office), self.opened
        dials = [Dial(kind, targets.get(kind), open_) for kind in ("first_response", "resolution")]
        for when, what in self.happened:
            for dial in dials:
                dial.run(minute, when)
            minute = when
            if what == "asked":
                if not any(dial.kind == "next_response" and not dial.is_stopped for dial in dials):
                    dials.append(Dial("next_response", targets.get("next_response"), open_))
            else:
                for dial in dials:
                    _TURN[what](dial)
        for dial in dials:
            dial.run(minute, now)
            if dial.is_running:
                dial.look(now)
        return [Shown(dial.kind, dial.warned, dial.breached, dial.due(now)) for dial in dials]


def _pending(dial: Dial) -> None:
    dial.is_running = False


def _working(dial: Dial) -> None:
    dial.is_running = not dial.is_stopped


def _finished(dial: Dial) -> None:
    dial.is_running = False
    dial.is_stopped = dial.is_stopped or dial.kind == "resolution"


def _reopened(dial: Dial) -> None:
    dial.is_stopped = dial.is_stopped and dial.kind != "resolution"
    dial.is_running = not dial.is_stopped


def _answered(dial: Dial) -> None:
    if dial.kind != "resolution":
        dial.is_running, dial.is_stopped = False, True


_TURN: Final = {
    "pending": _pending,
    "working": _working,
    "finished": _finished,
    "reopened": _reopened,
    "answered": _answered,
}
