from datetime import datetime
from typing import Protocol

from application.shared.messages import Message
from domain.shared.access import Actor
from domain.shared.ids import MergeId, TicketId, UserId


class MergeCard(Message, frozen=True):
    """`moved` counts, by kind, what went from the ticket to the other one; `left_links` the links that could not."""

    id: MergeId
    ticket_id: TicketId
    into_id: TicketId
    into_number: int
    is_across: bool
    merged_by: UserId
    moved: dict[str, int]
    left_links: int
    created_at: datetime


class MergeQueries(Protocol):
    async def card(self, actor: Actor, ticket_id: TicketId) -> MergeCard:
        """Into what the ticket was merged. MergeNotFound also where the actor cannot know of both."""
