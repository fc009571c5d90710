from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.create_sla_policy import Minutes
from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.ticket import Priority
from domain.shared.access import Actor, require
from domain.shared.ids import CalendarId, CategoryId, SlaPolicyId
from domain.shared.tier import Tier


class EditSlaPolicyCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    policy_id: SlaPolicyId
    name: Line | UnsetType = UNSET
    priority: Priority | UnsetType | None = UNSET
    category_id: CategoryId | UnsetType | None = UNSET
    tier: Tier | UnsetType | None = UNSET
    calendar_id: CalendarId | UnsetType = UNSET
    first_response: Minutes | UnsetType | None = UNSET
    next_response: Minutes | UnsetType | None = UNSET
    resolution: Minutes | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


_EDITED = ("name", "priority", "category_id", "tier", "calendar_id", "is_active")
_TARGETS = ("first_response", "next_response", "resolution")


@dataclass(frozen=True, slots=True)
class EditSlaPolicy:
    """Promise something else, or to others, or nothing for a while. Unfinished tickets are judged anew afterwards."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditSlaPolicyCommand) -> None:
        require(may_configure(actor), "edit SLA policies")
        changes = trimmed(stated(command, *_EDITED, *_TARGETS), "name")
        async with self.uow() as work:
            policy = await work.sla_policies.get(command.policy_id)
            if "calendar_id" in changes:
                await work.calendars.require(changes["calendar_id"])
            if changes.get("category_id") is not None:
                await work.categories.get(changes["category_id"])
            await work.sla_policies.save(*policy.edit(at=self.clock.now(), **changes))
