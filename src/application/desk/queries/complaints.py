from datetime import datetime
from typing import Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest
from domain.desk.complaint import ComplaintStatus
from domain.shared.access import Actor
from domain.shared.ids import ComplaintId, TicketId, UserId


class ComplaintFilter(Message, frozen=True, kw_only=True):
    """Several statuses are alternatives."""

    status: tuple[ComplaintStatus, ...] = ()
    ticket_id: TicketId | None = None


class ComplaintRow(Message, frozen=True):
    id: ComplaintId
    ticket_id: TicketId | None
    complainant_id: UserId
    subject: str
    text: str
    status: ComplaintStatus
    resolution: str | None
    created_at: datetime
    updated_at: datetime


class ComplaintQueries(Protocol):
    """Everybody's for those who read them all; of others only their own. Whom one is about is told to nobody."""

    async def list(self, actor: Actor, filter: ComplaintFilter, page: PageRequest) -> Page[ComplaintRow]: ...

    async def one(self, actor: Actor, complaint_id: ComplaintId) -> ComplaintRow:
        """ComplaintNotFound also for one they may not know of."""

    async def own(self, actor: Actor, page: PageRequest) -> Page[ComplaintRow]:
        """Those the actor made."""
