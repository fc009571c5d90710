"""The clocks of a ticket: for how long it has waited for an answer and for its solution, whatever was promised.

A clock keeps the stretches of time in which it ran, which are facts. What a policy makes of them is its promise, and
can be reckoned anew at any time (`judgement`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from domain.shared.ids import SlaPolicyId


class ClockKind(StrEnum):
    """Each has a target of its name in a policy."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


REMEMBERED: Final = 10
"""Kept promises of a next response are forgotten but for so many; those that were breached stay."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """It ran from `start` until just before `end`; without one it still does."""

    start: datetime
    end: datetime | None = None

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant and (self.end is None or instant < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a policy makes of a clock, with the instants at which it truly was due, for a warning and at all.

    They are None while nobody knows: a clock that stands still is due when it has run on for long enough.
    """

    policy_id: SlaPolicyId
    policy: str
    target: int
    warn_at: datetime | None = None
    due_at: datetime | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None

    def unsettled(self) -> Self:
        """As it is when the clock stops or runs on: what has been reached stays so."""
        return replace(self, warn_at=self.warned_at, due_at=self.breached_at)

    @property
    def alarm_at(self) -> datetime | None:
        """When there will be something to tell."""
        return _earliest([None if self.warned_at else self.warn_at, None if self.breached_at else self.due_at])


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`stopped_at` is when what it measures had come; one that merely stands still has none."""

    kind: ClockKind
    stretches: tuple[Stretch, ...]
    stopped_at: datetime | None = None
    promise: Promise | None = None

    @property
    def is_running(self) -> bool:
        return self.stretches[-1].end is None

    def ran_at(self, instant: datetime) -> bool:
        return any(stretch.holds(instant) for stretch in self.stretches)

    def pause(self, at: datetime) -> Self:
        last = self.stretches[-1]
        if last.end is not None:
            return self
        stretches = (*self.stretches[:-1], Stretch(last.start, max(at, last.start)))
        return replace(self, stretches=stretches, promise=self.promise and self.promise.unsettled())

    def run_on(self, at: datetime) -> Self:
        last = self.stretches[-1]
        if last.end is None:
            return self
        stretches = (*self.stretches, Stretch(max(at, last.end)))
        return replace(self, stretches=stretches, promise=self.promise and self.promise.unsettled())

    def resume(self) -> Self:
        """What it measures is not there after all."""
        if self.stopped_at is None:
            return self
        return replace(self, stopped_at=None, promise=self.promise and self.promise.unsettled())

    def stop(self, at: datetime) -> Self:
        return self if self.stopped_at else replace(self.pause(at), stopped_at=at)


Clocks = tuple[Clock, ...]


def begun(at: datetime) -> Clocks:
    """Those of a new ticket."""
    kinds = ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION
    return tuple(Clock(kind=kind, stretches=(Stretch(at),)) for kind in kinds)


def turned(clocks: Clocks, *, runs: bool, is_finished: bool, at: datetime) -> Clocks:
    """As the status changes: none runs while the ticket is pending or finished, which is what resolution waits for."""
    return tuple(_turned(clock, runs=runs, is_finished=is_finished, at=at) for clock in clocks)


def _turned(clock: Clock, *, runs: bool, is_finished: bool, at: datetime) -> Clock:
    if clock.kind is ClockKind.RESOLUTION:
        if is_finished:
            return clock.stop(at)
        clock = clock.resume()
    if clock.stopped_at is not None:
        return clock
    return clock.run_on(at) if runs else clock.pause(at)


def answered(clocks: Clocks, *, at: datetime) -> Clocks:
    """Staff replied in public: what waited for a response has it."""
    return tuple(clock if clock.kind is ClockKind.RESOLUTION else clock.stop(at) for clock in clocks)


def asked(clocks: Clocks, *, at: datetime) -> Clocks:
    """Somebody who is waiting said more, to which the next response is awaited from the first time on."""
    if not clocks or any(clock.kind is ClockKind.NEXT_RESPONSE and not clock.stopped_at for clock in clocks):
        return clocks
    kept = [clock for clock in clocks if clock.kind is ClockKind.NEXT_RESPONSE and not _is_breached(clock)]
    forgotten = kept[: max(0, len(kept) - REMEMBERED + 1)]
    return (
        *(clock for clock in clocks if clock not in forgotten),
        Clock(kind=ClockKind.NEXT_RESPONSE, stretches=(Stretch(at),)),
    )


def standing(clocks: Clocks, *, due_at: datetime | None) -> dict[str, Any]:
    """The fields of a ticket with these clocks; `due_at` is what it shows where nothing is promised."""
    promises = [(clock.is_running, clock.promise) for clock in clocks if clock.promise is not None]
    if promises:
        due_at = _earliest(promise.due_at for is_running, promise in promises if is_running)
    alarm_at = _earliest(promise.alarm_at for is_running, promise in promises if is_running)
    return {"clocks": clocks, "due_at": due_at, "alarm_at": alarm_at}


def remembered(
    begin: datetime,
    replies: Iterable[tuple[datetime, bool]],
    *,
    finished_at: datetime | None = None,
    paused_at: datetime | None = None,
) -> Clocks:
    """The clocks of a ticket that was not watched, from what is known of it: public replies, True those by staff."""
    clocks, stands_since = begun(begin), finished_at or paused_at
    in_order = sorted((max(at, begin), from_staff) for at, from_staff in replies)
    meanwhile = [reply for reply in in_order if stands_since is None or reply[0] < stands_since]
    for at, from_staff in meanwhile:
        clocks = answered(clocks, at=at) if from_staff else asked(clocks, at=at)
    if stands_since is not None:
        is_finished = finished_at is not None
        clocks = turned(clocks, runs=False, is_finished=is_finished, at=max(stands_since, begin))
    for at, from_staff in in_order[len(meanwhile) :]:
        clocks = answered(clocks, at=at) if from_staff else clocks
    return clocks


def _is_breached(clock: Clock) -> bool:
    return clock.promise is not None and clock.promise.breached_at is not None


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)
