from datetime import date, datetime
from typing import Final, Protocol

from application.shared.messages import Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.shared.access import Actor
from domain.shared.ids import TicketId, TimeEntryId, UserId


class TimeFilter(Message, frozen=True, kw_only=True):
    """Days bound from (inclusive) to (exclusive)."""

    user_id: UserId | None = None
    ticket_id: TicketId | None = None
    spent_from: date | None = None
    spent_to: date | None = None


TIME_SORTS: Final[SortTypes] = {"spentOn": date}


class TimeRow(Message, frozen=True):
    id: TimeEntryId
    ticket_id: TicketId
    user_id: UserId
    minutes: int
    spent_on: date
    note: str
    created_at: datetime
    updated_at: datetime


class TimeTotal(Message, frozen=True):
    """All that was logged on a ticket, by everybody."""

    minutes: int
    entries: int


class TimeQueries(Protocol):
    """For those who see what is internal; Forbidden for others."""

    async def of_ticket(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[TimeRow]:
        """By everybody. TicketNotFound when the actor cannot know of the ticket."""

    async def total(self, actor: Actor, ticket_id: TicketId) -> TimeTotal:
        """TicketNotFound likewise."""

    async def list(self, actor: Actor, filter: TimeFilter, page: PageRequest) -> Page[TimeRow]:
        """Of all tickets: the actor's own, and everybody's for those who keep everybody's time."""

    async def one(self, actor: Actor, entry_id: TimeEntryId) -> TimeRow:
        """TimeEntryNotFound also for an entry that `list` would not show."""

    async def own(self, actor: Actor, page: PageRequest) -> Page[TimeRow]:
        """As `list` shows one's own, oldest first; nothing for those who work on tickets no more."""
