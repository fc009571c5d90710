from datetime import datetime
from typing import Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest
from domain.shared.access import Actor
from domain.shared.ids import TicketId, UserId


class WatcherRow(Message, frozen=True):
    user_id: UserId
    added_by: UserId
    created_at: datetime


class WatchedRow(Message, frozen=True):
    """A ticket somebody watches, and since when."""

    ticket_id: TicketId
    created_at: datetime


class WatcherQueries(Protocol):
    """TicketNotFound when the actor cannot know of the ticket."""

    async def list(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[WatcherRow]:
        """For staff all who watch it; for others only themselves, if they do."""

    async def one(self, actor: Actor, ticket_id: TicketId, user_id: UserId) -> WatcherRow:
        """WatcherNotFound also for one they may not know of."""

    async def own(self, actor: Actor, page: PageRequest) -> Page[WatchedRow]:
        """What the actor watches, whether they can see it now or not."""
