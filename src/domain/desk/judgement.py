"""What the policies make of a ticket's clocks: when they are due, and what has come too late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.desk.business_time import BusinessTime
from domain.desk.clock import Clock, Promise, standing
from domain.desk.events import SlaBreached, SlaBreachWithdrawn, SlaWarned, TicketEvent
from domain.desk.sla import SlaPolicy, Terms
from domain.desk.ticket import Ticket
from domain.shared.ids import UserId
from domain.shared.tier import Tier

WARNED_AFTER: Final = (4, 5)
"""A warning is due when so much of the time is gone: 80 %."""

_NOTHING: Final = timedelta()


def judge(
    ticket: Ticket, terms: Terms, *, tier: Tier | None, lead_id: UserId | None, at: datetime
) -> tuple[Ticket, Sequence[TicketEvent]]:
    """The ticket by these terms, from the stretches in which its clocks ran, and what is new about it.

    Judged again it is the same, however late and in whatever order: warnings and breaches carry their true instants.
    """
    policy = terms.policy_for(ticket.priority, ticket.category_id, tier)
    before = ticket.clocks
    after = tuple(_judged(clock, policy, terms.hours_of(policy) if policy else None, at=at) for clock in before)
    if after == before:
        return ticket, []
    due_at = ticket.due_at if all(clock.promise is None for clock in before) else None
    told = {"ticket_id": ticket.id, "number": ticket.number, "title": ticket.title, "at": at}
    told |= {"assignee_id": ticket.assignee_id, "lead_id": lead_id}
    news = [_news(old, new, told) for old, new in zip(before, after, strict=True)]
    return replace(ticket, **standing(after, due_at=due_at)), [event for event in news if event is not None]


def _judged(clock: Clock, policy: SlaPolicy | None, hours: BusinessTime | None, *, at: datetime) -> Clock:
    target = policy.target(clock.kind) if policy else None
    if policy is None or hours is None or target is None:
        return clock if clock.promise is None else replace(clock, promise=None)
    allowed, (part, whole) = timedelta(minutes=target), WARNED_AFTER
    warn_at, due_at = _reaches(clock, allowed * part / whole, hours), _reaches(clock, allowed, hours)
    promise = Promise(
        policy_id=policy.id,
        policy=policy.name,
        target=target,
        warn_at=warn_at,
        due_at=due_at,
        warned_at=_truly(clock, warn_at, at),
        breached_at=_truly(clock, due_at, at),
    )
    return clock if clock.promise == promise else replace(clock, promise=promise)


def _reaches(clock: Clock, amount: timedelta, hours: BusinessTime) -> datetime | None:
    """When it has run for so much business time, or would have, had it not been stopped. None if it stands still."""
    *earlier, last = clock.stretches
    left = amount
    for stretch in earlier:
        end = stretch.end or stretch.start
        reached = hours.after(stretch.start, left)
        if reached is not None and reached < end:
            return reached
        left = max(left - hours.between(stretch.start, end), _NOTHING)
    reached = hours.after(last.start, left)
    goes_on = last.end in {None, clock.stopped_at}
    return reached if goes_on or (reached is not None and last.holds(reached)) else None


def _truly(clock: Clock, instant: datetime | None, now: datetime) -> datetime | None:
    """The instant, if it has come, and the clock was running then."""
    return instant if instant is not None and instant <= now and clock.ran_at(instant) else None


def _news(old: Clock, new: Clock, told: dict[str, Any]) -> TicketEvent | None:
    """A breach that is new, or is none after all; a warning that does not come too late."""
    was, now = old.promise, new.promise
    if was is not None and was.breached_at is not None and (now is None or now.breached_at is None):
        return SlaBreachWithdrawn(clock=old.kind, policy=was.policy, breached_at=was.breached_at, **told)
    if now is None or (was is not None and was.breached_at is not None):
        return None
    if now.breached_at is not None:
        return SlaBreached(clock=new.kind, policy=now.policy, breached_at=now.breached_at, **told)
    if now.warned_at is not None and (was is None or was.warned_at is None):
        return SlaWarned(clock=new.kind, policy=now.policy, warned_at=now.warned_at, due_at=now.due_at, **told)
    return None
