from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.routing import Routing
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId, TeamId


class EditCategoryCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    category_id: CategoryId
    name: Line | UnsetType = UNSET
    parent_id: CategoryId | UnsetType | None = UNSET
    team_id: TeamId | UnsetType | None = UNSET
    routing: Routing | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class EditCategory:
    """Rename, move, give to another team, route in another way, switch on and off. Tickets it has keep their team."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditCategoryCommand) -> None:
        require(may_configure(actor), "edit categories")
        changes = trimmed(stated(command, "name", "parent_id", "team_id", "routing", "is_active"), "name")
        async with self.uow() as work:
            if (team_id := changes.get("team_id")) is not None:
                await work.teams.require(team_id)
            tree = await work.categories.tree()
            category, event = tree.edit(command.category_id, at=self.clock.now(), **changes)
            await work.categories.save(category, event)
