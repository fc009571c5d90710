from datetime import datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.desk.ticket import Priority
from domain.shared.access import Actor
from domain.shared.ids import CalendarId, CategoryId, SlaPolicyId
from domain.shared.tier import Tier


class SlaPolicyFilter(Message, frozen=True, kw_only=True):
    """Finds policies that name these, not those that are for any."""

    priority: Priority | None = None
    category_id: CategoryId | None = None
    tier: Tier | None = None
    calendar_id: CalendarId | None = None
    is_active: bool | None = None


SLA_POLICY_SORTS: Final[SortTypes] = {"name": str, "createdAt": datetime}


class SlaPolicyCard(Message, frozen=True):
    """For tickets with all of priority, category and tier, None being any; targets are minutes of business time."""

    id: SlaPolicyId
    name: str
    priority: Priority | None
    category_id: CategoryId | None
    tier: Tier | None
    calendar_id: CalendarId
    first_response: int | None
    next_response: int | None
    resolution: int | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class SlaPolicyQueries(Protocol):
    """Forbidden without `desk:read`."""

    async def list(self, actor: Actor, filter: SlaPolicyFilter, page: PageRequest) -> Page[SlaPolicyCard]: ...

    async def card(self, actor: Actor, policy_id: SlaPolicyId) -> SlaPolicyCard: ...
