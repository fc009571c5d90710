from datetime import datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.desk.ticket import Status
from domain.shared.access import Actor
from domain.shared.ids import StatusId


class StatusFilter(Message, frozen=True, kw_only=True):
    status: Status | None = None
    is_active: bool | None = None


STATUS_SORTS: Final[SortTypes] = {"position": int, "name": str, "createdAt": datetime}


class StatusCard(Message, frozen=True):
    """A name that tickets of a status can carry."""

    id: StatusId
    name: str
    status: Status
    position: int
    is_active: bool
    created_at: datetime
    updated_at: datetime


class StatusQueries(Protocol):
    """For everybody: tickets carry them."""

    async def list(self, actor: Actor, filter: StatusFilter, page: PageRequest) -> Page[StatusCard]: ...

    async def card(self, actor: Actor, status_id: StatusId) -> StatusCard: ...
