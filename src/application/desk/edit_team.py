from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, ShortText, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.shared.access import Actor, require
from domain.shared.ids import TeamId, UserId


class EditTeamCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    team_id: TeamId
    name: Line | UnsetType = UNSET
    description: ShortText | UnsetType = UNSET
    lead_id: UserId | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class EditTeam:
    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditTeamCommand) -> None:
        require(may_configure(actor), "edit teams")
        changes = trimmed(stated(command, "name", "description", "lead_id"), "name")
        async with self.uow() as work:
            team = await work.teams.get(command.team_id)
            if (lead_id := changes.get("lead_id")) is not None:
                await work.people.require(lead_id, field="leadId")
            edited, event = team.edit(at=self.clock.now(), **changes)
            await work.teams.save(edited, event)
