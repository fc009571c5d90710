from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

import msgspec

from application.shared.messages import Message
from domain.desk.clock import Clock, ClockKind, Clocks
from domain.shared.access import Actor
from domain.shared.ids import SlaPolicyId, TicketId


class ClockState(StrEnum):
    """Stopped is for good, unless the ticket is reopened; paused is while it is pending or finished."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class StretchRow(Message, frozen=True):
    """It ran from `start` until just before `end`; without one it still does."""

    start: datetime
    end: datetime | None


class PromiseRow(Message, frozen=True):
    """What a policy makes of a clock, with true instants; `target` is in minutes of business time."""

    policy_id: SlaPolicyId
    policy: str
    target: int
    warn_at: datetime | None
    due_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None


class ClockRow(Message, frozen=True):
    """When it ran, when what it measures had come, and what is promised of it, if anything is."""

    kind: ClockKind
    state: ClockState
    stretches: list[StretchRow]
    stopped_at: datetime | None
    promise: PromiseRow | None

    @classmethod
    def of(cls, clock: Clock) -> Self:
        return cls(
            kind=clock.kind,
            state=_state(clock),
            stretches=[StretchRow(stretch.start, stretch.end) for stretch in clock.stretches],
            stopped_at=clock.stopped_at,
            promise=msgspec.convert(clock.promise, PromiseRow | None, from_attributes=True),
        )


def _state(clock: Clock) -> ClockState:
    if clock.is_running:
        return ClockState.RUNNING
    return ClockState.STOPPED if clock.stopped_at else ClockState.PAUSED


class ClocksCard(Message, frozen=True):
    """All clocks of a ticket that are kept. `due_at` is when the first of those that are running is due."""

    ticket_id: TicketId
    due_at: datetime | None
    clocks: list[ClockRow]

    @classmethod
    def of(cls, ticket_id: TicketId, due_at: datetime | None, clocks: Clocks) -> Self:
        return cls(ticket_id=ticket_id, due_at=due_at, clocks=[ClockRow.of(clock) for clock in clocks])


class ClockQueries(Protocol):
    async def of_ticket(self, actor: Actor, ticket_id: TicketId) -> ClocksCard:
        """For those who see what is internal, else Forbidden. TicketNotFound outside their scope."""
