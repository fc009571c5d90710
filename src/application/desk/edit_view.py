from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.ports import DeskWork
from application.desk.share_view import require_sharing
from application.desk.view_filter import FilterWords, Position, SortWords, require_sound
from application.shared.messages import Command, Line, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_work
from domain.desk.view import ViewScope
from domain.shared.access import Actor, require
from domain.shared.ids import TeamId, ViewId


class EditViewCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    view_id: ViewId
    name: Line | UnsetType = UNSET
    filter: FilterWords | UnsetType = UNSET
    sort: SortWords | UnsetType = UNSET
    is_shared: bool | UnsetType = UNSET
    team_id: TeamId | UnsetType | None = UNSET
    position: Position | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class EditView:
    """Ask for something else, or share it with others. What is shared is changed by those who could share it."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditViewCommand) -> None:
        require(may_work(actor), "change views")
        names = ("name", "filter", "sort", "is_shared", "team_id", "position")
        changes = trimmed(stated(command, *names), "name")
        async with self.uow() as work:
            view = await work.views.get(command.view_id, scope=ViewScope.of(actor))
            await require_sharing(work, actor, view)
            edited, event = view.edit(at=self.clock.now(), **changes)
            if changes.keys() & {"filter", "sort"}:
                require_sound(edited.filter, edited.sort)
            await require_sharing(work, actor, edited)
            await work.views.save(edited, event)
