from datetime import datetime
from typing import Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest
from domain.shared.access import Actor
from domain.shared.ids import TicketId


class DraftCard(Message, frozen=True):
    ticket_id: TicketId
    body: str
    is_internal: bool
    created_at: datetime
    updated_at: datetime


class DraftQueries(Protocol):
    async def card(self, actor: Actor, ticket_id: TicketId) -> DraftCard:
        """The actor's own. TicketNotFound for a ticket of which they cannot know any more, DraftNotFound."""

    async def own(self, actor: Actor, page: PageRequest) -> Page[DraftCard]:
        """All of the actor's, whatever became of the tickets."""
