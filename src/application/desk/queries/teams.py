from datetime import datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.shared.access import Actor
from domain.shared.ids import TeamId, UserId


class TeamFilter(Message, frozen=True, kw_only=True):
    """`search` finds part of a name, in whatever case."""

    search: str | None = None


TEAM_SORTS: Final[SortTypes] = {"name": str, "createdAt": datetime}


class TeamCard(Message, frozen=True):
    id: TeamId
    name: str
    description: str
    lead_id: UserId | None
    members: int
    created_at: datetime
    updated_at: datetime


class TeamQueries(Protocol):
    """Forbidden without `desk:read`."""

    async def list(self, actor: Actor, filter: TeamFilter, page: PageRequest) -> Page[TeamCard]: ...

    async def card(self, actor: Actor, team_id: TeamId) -> TeamCard: ...
