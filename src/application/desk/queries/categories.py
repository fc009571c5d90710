from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from application.desk.queries.wording import Nobody
from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.desk.routing import Routing
from domain.shared.access import Actor
from domain.shared.ids import CategoryId, TeamId


class CategoryFilter(Message, frozen=True, kw_only=True):
    """`search` finds part of a name, in whatever case."""

    parent_id: UUID | Nobody | None = None
    team_id: TeamId | None = None
    is_active: bool | None = None
    search: str | None = None


CATEGORY_SORTS: Final[SortTypes] = {"name": str, "createdAt": datetime}


class CategoryCard(Message, frozen=True):
    id: CategoryId
    name: str
    parent_id: CategoryId | None
    team_id: TeamId | None
    routing: Routing | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class CategoryQueries(Protocol):
    """For everybody: tickets are opened in them."""

    async def list(self, actor: Actor, filter: CategoryFilter, page: PageRequest) -> Page[CategoryCard]: ...

    async def card(self, actor: Actor, category_id: CategoryId) -> CategoryCard: ...
