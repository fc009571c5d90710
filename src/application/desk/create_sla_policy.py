from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, as_dict, trimmed
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.sla import SlaPolicy
from domain.desk.ticket import Priority
from domain.shared.access import Actor, require
from domain.shared.ids import CalendarId, CategoryId, SlaPolicyId
from domain.shared.tier import Tier

Minutes = Annotated[int, Meta(ge=1, le=525_600)]
"""Up to a year of business time."""


class CreateSlaPolicyCommand(Command, frozen=True, kw_only=True):
    name: Line
    priority: Priority | None = None
    category_id: CategoryId | None = None
    tier: Tier | None = None
    calendar_id: CalendarId
    first_response: Minutes | None = None
    next_response: Minutes | None = None
    resolution: Minutes | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CreateSlaPolicy:
    """Promise something of the tickets of a priority, a category and a tier."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateSlaPolicyCommand) -> SlaPolicyId:
        require(may_configure(actor), "create SLA policies")
        fields = trimmed(as_dict(command), "name")
        policy, created = SlaPolicy.create(id=self.ids.new(), at=self.clock.now(), **fields)
        async with self.uow() as work:
            await work.calendars.require(policy.calendar_id)
            if policy.category_id is not None:
                await work.categories.get(policy.category_id)
            await work.sla_policies.save(policy, created)
        return policy.id
