from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, as_dict, trimmed
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.routing import Routing
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId, TeamId


class CreateCategoryCommand(Command, frozen=True, kw_only=True):
    name: Line
    parent_id: CategoryId | None = None
    team_id: TeamId | None = None
    routing: Routing | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CreateCategory:
    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateCategoryCommand) -> CategoryId:
        require(may_configure(actor), "create categories")
        async with self.uow() as work:
            if command.team_id is not None:
                await work.teams.require(command.team_id)
            tree = await work.categories.tree()
            fields = trimmed(as_dict(command), "name")
            category, created = tree.grow(id=self.ids.new(), at=self.clock.now(), **fields)
            await work.categories.save(category, created)
        return category.id
