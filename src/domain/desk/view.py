"""Lists of tickets that people come back to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from domain.desk.access import may_configure, sees_internal
from domain.desk.events import ViewCreated, ViewDeleted, ViewEdited
from domain.shared.access import Actor
from domain.shared.errors import Invalid, NotFound
from domain.shared.ids import TeamId, UserId, ViewId


class ViewNotFound(NotFound):
    code = "DESK_VIEW_NOT_FOUND"


class ViewNotShared(Invalid):
    """A team is stated for whom nothing is shared."""

    code = "DESK_VIEW_NOT_SHARED"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A filter and a sort of tickets, spelled as a query spells them: what they are good for shows when it is read.

    It is its owner's, or shared with a team, or with all staff where no team is stated. Whoever opens it sees what they
    would see anyway.
    """

    id: ViewId
    name: str
    owner_id: UserId
    filter: Mapping[str, str]
    sort: str
    is_shared: bool = False
    team_id: TeamId | None = None
    position: int = 0
    created_at: datetime
    updated_at: datetime

    @classmethod
    def create(cls, *, id: ViewId, at: datetime, **fields: Any) -> tuple[Self, ViewCreated]:
        view = cls(id=id, created_at=at, updated_at=at, **fields)
        _require_audience(view)
        return view, ViewCreated(view_id=id, at=at)

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, ViewEdited]:
        """What is no longer shared is no longer shared with a team."""
        if changes.get("is_shared") is False:
            changes.setdefault("team_id", None)
        edited = replace(self, updated_at=at, **changes)
        _require_audience(edited)
        return edited, ViewEdited(view_id=self.id, at=at)

    def delete(self, *, at: datetime) -> ViewDeleted:
        return ViewDeleted(view_id=self.id, at=at)


@dataclass(frozen=True, slots=True)
class ViewScope:
    """The views somebody can know of: their own, and of those that are shared all, or what is for them.

    Memory asks `admits`; SQL reads the fields.
    """

    owner_id: UserId
    is_staff: bool = False
    everything_shared: bool = False
    team_id: TeamId | None = None

    @classmethod
    def of(cls, actor: Actor) -> Self:
        return cls(actor.user_id, sees_internal(actor), may_configure(actor), actor.team_id)

    def admits(self, view: SavedView) -> bool:
        if view.owner_id == self.owner_id or (view.is_shared and self.everything_shared):
            return True
        return view.is_shared and self.is_staff and view.team_id in (None, self.team_id)


def may_share(actor: Actor, *, leads: bool) -> bool:
    """Those who configure the desk with anybody; who `leads` the team that it is shared with, with that team."""
    return may_configure(actor) or leads


def _require_audience(view: SavedView) -> None:
    if view.team_id is not None and not view.is_shared:
        raise ViewNotShared("A view that is shared with nobody has no team.", {"teamId": "Only with isShared."})
