"""What is promised of which tickets: to answer and to solve them within so much business time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from domain.desk.business_time import BusinessTime
from domain.desk.calendar import Calendar
from domain.desk.clock import ClockKind
from domain.desk.events import SlaPolicyCreated, SlaPolicyDeleted, SlaPolicyEdited
from domain.desk.ticket import Priority
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import CalendarId, CategoryId, SlaPolicyId
from domain.shared.tier import Tier


class SlaPolicyNotFound(NotFound):
    code = "DESK_SLA_POLICY_NOT_FOUND"


class SlaPolicyExists(Conflict):
    """Another one is for the same tickets."""

    code = "DESK_SLA_POLICY_EXISTS"


class TargetMissing(Invalid):
    code = "DESK_SLA_TARGET_MISSING"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """A promise to those tickets that have all of the priority, category and tier it names; None is any.

    A category stands for those below it too. Targets are minutes of the calendar's business time.
    """

    id: SlaPolicyId
    name: str
    priority: Priority | None = None
    category_id: CategoryId | None = None
    tier: Tier | None = None
    calendar_id: CalendarId
    first_response: int | None = None
    next_response: int | None = None
    resolution: int | None = None
    is_active: bool = True
    created_at: datetime
    updated_at: datetime

    @classmethod
    def create(cls, *, id: SlaPolicyId, at: datetime, **fields: Any) -> tuple[Self, SlaPolicyCreated]:
        policy = cls(id=id, created_at=at, updated_at=at, **fields)
        policy.require_target()
        return policy, SlaPolicyCreated(policy_id=id, at=at)

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, SlaPolicyEdited]:
        edited = replace(self, updated_at=at, **changes)
        edited.require_target()
        return edited, SlaPolicyEdited(policy_id=self.id, at=at)

    def delete(self, *, at: datetime) -> SlaPolicyDeleted:
        return SlaPolicyDeleted(policy_id=self.id, at=at)

    def require_target(self) -> None:
        if self.first_response is self.next_response is self.resolution is None:
            missing = "One of firstResponse, nextResponse and resolution has to be stated."
            raise TargetMissing("A policy promises something.", {"firstResponse": missing})

    def target(self, clock: ClockKind) -> int | None:
        """Minutes of business time, for a clock of that kind."""
        minutes: int | None = getattr(self, clock.value)
        return minutes


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that is promised: active policies, calendars, and which category stands below which."""

    policies: Sequence[SlaPolicy] = ()
    calendars: Mapping[CalendarId, Calendar] = field(default_factory=dict)
    parents: Mapping[CategoryId, CategoryId | None] = field(default_factory=dict)

    @property
    def ask_tiers(self) -> bool:
        """Whether any of it depends on who the requester is."""
        return any(policy.tier is not None for policy in self.policies)

    def hours_of(self, policy: SlaPolicy) -> BusinessTime:
        return self.calendars[policy.calendar_id].business_time

    def policy_for(self, priority: Priority, category_id: CategoryId | None, tier: Tier | None) -> SlaPolicy | None:
        """The most specific one that fits: by the nearest category, then by tier, then by priority."""
        above = [*self._upwards(category_id), None]
        fitting = [
            policy
            for policy in self.policies
            if policy.priority in {None, priority} and policy.tier in {None, tier} and policy.category_id in above
        ]
        return min(
            fitting,
            key=lambda policy: (above.index(policy.category_id), policy.tier is None, policy.priority is None),
            default=None,
        )

    def _upwards(self, category_id: CategoryId | None) -> Iterator[CategoryId]:
        while category_id is not None:
            yield category_id
            category_id = self.parents.get(category_id)
