from datetime import datetime
from typing import Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest
from domain.shared.access import Actor
from domain.shared.ids import RatingId, TicketId


class RatingRow(Message, frozen=True):
    id: RatingId
    ticket_id: TicketId
    score: int
    comment: str
    resolved_at: datetime
    created_at: datetime
    updated_at: datetime


class RatedTicket(Message, frozen=True):
    """A ticket as far as a link shows it, and what was said by it: nothing yet where there is no score."""

    number: int
    title: str
    score: int | None
    comment: str | None


class RatingQueries(Protocol):
    async def of_ticket(self, actor: Actor, ticket_id: TicketId) -> RatingRow:
        """That of the latest resolution that was rated, for its requester and for those who see internal things.

        TicketNotFound when the actor cannot know of the ticket, RatingNotFound when there is none, or none for them.
        """

    async def of_resolution(self, ticket_id: TicketId, resolved_at: datetime) -> RatedTicket | None:
        """Whoever asks; None when the ticket is not finished by this resolution any more."""

    async def own(self, actor: Actor, page: PageRequest) -> Page[RatingRow]:
        """Those the actor gave."""
