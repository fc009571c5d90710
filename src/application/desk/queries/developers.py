from datetime import datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.desk.absence import Absence
from domain.desk.developer import ExperienceLevel
from domain.desk.window import Window
from domain.shared.access import Actor
from domain.shared.ids import TeamId, UserId


class DeveloperFilter(Message, frozen=True, kw_only=True):
    team_id: TeamId | None = None
    experience_level: ExperienceLevel | None = None
    specialization: str | None = None
    is_active: bool | None = None


DEVELOPER_SORTS: Final[SortTypes] = {"createdAt": datetime, "capacity": int}


class DeveloperCard(Message, frozen=True):
    """`open_tickets` counts what they hold that is neither resolved nor closed."""

    user_id: UserId
    name: str
    team_id: TeamId | None
    is_active: bool
    specializations: list[str]
    experience_level: ExperienceLevel
    github_username: str | None
    slack_id: str | None
    time_zone: str
    availability: list[Window]
    absences: list[Absence]
    capacity: int
    open_tickets: int
    created_at: datetime
    updated_at: datetime


class DeveloperQueries(Protocol):
    """Forbidden without `desk:read`."""

    async def list(self, actor: Actor, filter: DeveloperFilter, page: PageRequest) -> Page[DeveloperCard]: ...

    async def card(self, actor: Actor, user_id: UserId) -> DeveloperCard: ...
