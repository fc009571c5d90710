from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.shared.access import Actor, require
from domain.shared.ids import TeamId


class DeleteTeamCommand(Command, frozen=True, kw_only=True):
    team_id: TeamId


@dataclass(frozen=True, slots=True)
class DeleteTeam:
    """Remove a team that nothing belongs to any more."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteTeamCommand) -> None:
        require(may_configure(actor), "delete teams")
        async with self.uow() as work:
            team = await work.teams.get(command.team_id)
            await work.teams.remove(team.id, team.delete(at=self.clock.now()))
