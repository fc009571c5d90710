from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.desk.share_view import require_sharing
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_work
from domain.desk.view import ViewScope
from domain.shared.access import Actor, require
from domain.shared.ids import ViewId


class DeleteViewCommand(Command, frozen=True, kw_only=True):
    view_id: ViewId


@dataclass(frozen=True, slots=True)
class DeleteView:
    """Give up a view: one's own, or one that one could share."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteViewCommand) -> None:
        require(may_work(actor), "delete views")
        async with self.uow() as work:
            view = await work.views.get(command.view_id, scope=ViewScope.of(actor))
            if view.owner_id != actor.user_id:
                await require_sharing(work, actor, view)
            await work.views.remove(view.id, view.delete(at=self.clock.now()))
