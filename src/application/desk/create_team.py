from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, ShortText, as_dict, trimmed
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.team import Team
from domain.shared.access import Actor, require
from domain.shared.ids import TeamId, UserId


class CreateTeamCommand(Command, frozen=True, kw_only=True):
    name: Line
    description: ShortText = ""
    lead_id: UserId | None = None


@dataclass(frozen=True, slots=True)
class CreateTeam:
    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateTeamCommand) -> TeamId:
        require(may_configure(actor), "create teams")
        async with self.uow() as work:
            if command.lead_id is not None:
                await work.people.require(command.lead_id, field="leadId")
            team, created = Team.create(id=self.ids.new(), at=self.clock.now(), **trimmed(as_dict(command), "name"))
            await work.teams.save(team, created)
        return team.id
