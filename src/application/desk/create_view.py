from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.desk.share_view import require_sharing
from application.desk.view_filter import FilterWords, Position, SortWords, require_sound
from application.shared.messages import Command, Line, as_dict
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_work
from domain.desk.view import SavedView
from domain.shared.access import Actor, require
from domain.shared.ids import TeamId, ViewId


class CreateViewCommand(Command, frozen=True, kw_only=True):
    name: Line
    filter: FilterWords
    sort: SortWords = "-createdAt"
    is_shared: bool = False
    team_id: TeamId | None = None
    position: Position = 0


@dataclass(frozen=True, slots=True)
class CreateView:
    """Keep a filter of tickets to come back to, for oneself or for others."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateViewCommand) -> ViewId:
        require(may_work(actor), "keep views")
        require_sound(command.filter, command.sort)
        fields = as_dict(command) | {"name": command.name.strip()}
        view, created = SavedView.create(id=self.ids.new(), owner_id=actor.user_id, at=self.clock.now(), **fields)
        async with self.uow() as work:
            await require_sharing(work, actor, view)
            await work.views.save(view, created)
        return view.id
