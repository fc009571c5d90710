from datetime import datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.shared.access import Actor
from domain.shared.ids import TeamId, UserId, ViewId

VIEW_SORTS: Final[SortTypes] = {"position": int, "name": str, "createdAt": datetime}


class ViewFilter(Message, frozen=True, kw_only=True):
    is_shared: bool | None = None


class ViewCard(Message, frozen=True):
    """`filter` and `sort` are spelled as `GET /tickets` takes them; `me` is whoever opens the view.

    A shared view without a team is for all staff.
    """

    id: ViewId
    name: str
    owner_id: UserId
    filter: dict[str, str]
    sort: str
    is_shared: bool
    team_id: TeamId | None
    position: int
    created_at: datetime
    updated_at: datetime


class ViewCount(Message, frozen=True):
    """How many tickets a view shows, or what stands in its way; at least that many where `totalIsCapped`."""

    id: ViewId
    total: int | None
    total_is_capped: bool
    problem: str | None = None


class ViewQueries(Protocol):
    """What the actor cannot know of is ViewNotFound, or not in the list."""

    async def list(self, actor: Actor, filter: ViewFilter, page: PageRequest) -> Page[ViewCard]: ...

    async def card(self, actor: Actor, view_id: ViewId) -> ViewCard: ...

    async def own(self, actor: Actor, page: PageRequest) -> Page[ViewCard]:
        """Those the actor made, shared or not, whatever they may do by now."""
