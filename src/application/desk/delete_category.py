from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId


class DeleteCategoryCommand(Command, frozen=True, kw_only=True):
    category_id: CategoryId


@dataclass(frozen=True, slots=True)
class DeleteCategory:
    """Remove a category that no ticket carries; one that was used is switched off instead."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteCategoryCommand) -> None:
        require(may_configure(actor), "delete categories")
        async with self.uow() as work:
            tree = await work.categories.tree()
            deleted = tree.cut(command.category_id, at=self.clock.now())
            await work.categories.remove(command.category_id, deleted)
