import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol, Self
from uuid import UUID

import msgspec
from msgspec import structs

from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.comments import CommentRow
from application.desk.queries.links import LinkRow
from application.desk.queries.tags import TagFilter, TagRow
from application.desk.queries.wording import Nobody
from application.shared.messages import Instant, Message
from application.shared.page import ENDLESS, Page, PageRequest, SortTypes, Total
from domain.desk.ticket import Channel, Priority, Status, Ticket
from domain.shared.access import Actor
from domain.shared.ids import AssignmentId, CategoryId, CommentId, LinkId, StatusId, TeamId, TicketId, UserId

_NUMBER: Final = re.compile(r"\s*#?([0-9]{1,18})\s*", re.ASCII)


class TicketFilter(Message, frozen=True, kw_only=True):
    """`search` looks for words in title and description, and in what has been said about the ticket.

    All words have to be in the one or the other; quotes keep them together, a minus excludes, `or` joins. A number by
    itself, or behind a #, also finds the ticket that has it.

    Times and numbers bound from (inclusive) to (exclusive). Several statuses, priorities or channels are alternatives,
    of several tags it has all. What is `overdue` is unfinished and should not be; what is `answered` has had a reply
    by staff. Who does not see others watch finds nothing by them.
    """

    status: tuple[Status, ...] = ()
    priority: tuple[Priority, ...] = ()
    status_id: UUID | Nobody | None = None
    category_id: UUID | Nobody | None = None
    team_id: UUID | Nobody | None = None
    assignee_id: UUID | Nobody | None = None
    requester_id: UserId | None = None
    watcher_id: UserId | None = None
    channel: tuple[Channel, ...] = ()
    tag: tuple[str, ...] = ()
    number: int | None = None
    number_from: int | None = None
    number_to: int | None = None
    external_key: str | None = None
    overdue: bool | None = None
    answered: bool | None = None
    due_from: Instant | None = None
    due_to: Instant | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None
    updated_from: Instant | None = None
    updated_to: Instant | None = None
    resolved_from: Instant | None = None
    resolved_to: Instant | None = None
    closed_from: Instant | None = None
    closed_to: Instant | None = None
    search: str | None = None

    @property
    def searched_number(self) -> int | None:
        """That of the ticket which a search means by it."""
        found = _NUMBER.fullmatch(self.search or "")
        return int(found[1]) if found else None


TICKET_SORTS: Final[SortTypes] = {
    "createdAt": datetime,
    "updatedAt": datetime,
    "number": int,
    "priority": Priority,
    "title": str,
    "dueAt": datetime,
}
ABSENT: Final = {"dueAt": ENDLESS}
"""What is due at no time comes after all that is."""


class TicketRow(Message, frozen=True):
    """`snippet` is there where words were looked for: HTML that holds no elements but `mark`, around the words."""

    id: TicketId
    number: int
    title: str
    status: Status
    status_id: StatusId | None
    priority: Priority
    category_id: CategoryId | None
    team_id: TeamId | None
    assignee_id: UserId | None
    requester_id: UserId
    channel: Channel
    tags: list[str]
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    snippet: str | None = None


class TicketCard(Message, frozen=True):
    """`merged_into_id` leads on, where the reader can follow."""

    id: TicketId
    number: int
    title: str
    description: str
    status: Status
    status_id: StatusId | None
    priority: Priority
    category_id: CategoryId | None
    team_id: TeamId | None
    assignee_id: UserId | None
    requester_id: UserId
    channel: Channel
    tags: list[str]
    resolution: str | None
    external_key: str | None
    merged_into_id: TicketId | None
    due_at: datetime | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """What reading a ticket shows that was just stored; but where a merge leads on, its reader may not follow."""
        card = msgspec.convert(ticket, cls, from_attributes=True)
        return card if card.merged_into_id is None else structs.replace(card, merged_into_id=None)


class TicketQueries(Protocol):
    """What the actor cannot know of is TicketNotFound, or not in the list."""

    async def list(self, actor: Actor, filter: TicketFilter, page: PageRequest) -> Page[TicketRow]: ...

    async def counts(self, actor: Actor, filters: Sequence[TicketFilter]) -> Sequence[Total]:
        """The total that the list of each filter has, in their order, for hardly more than one of them costs.

        Totals stop where those of lists do, and may also stop earlier, as a search does.
        """

    async def tags(self, actor: Actor, filter: TagFilter) -> Sequence[TagRow]:
        """Those of the `NEWEST` tickets that the actor may see, most used first; ties by name, by code point."""

    async def card(self, actor: Actor, ticket_id: TicketId) -> TicketCard: ...

    async def comments(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[CommentRow]:
        """Without internal notes for those who may not see them."""

    async def comment(self, actor: Actor, ticket_id: TicketId, comment_id: CommentId) -> CommentRow:
        """CommentNotFound also for an internal note they may not see."""

    async def assignments(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[AssignmentRow]: ...

    async def assignment(self, actor: Actor, assignment_id: AssignmentId) -> AssignmentRow:
        """AssignmentNotFound also when its ticket is out of scope."""

    async def links(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[LinkRow]:
        """Those that lead to tickets of which the actor can know."""

    async def link(self, actor: Actor, ticket_id: TicketId, link_id: LinkId) -> LinkRow:
        """LinkNotFound also when it leads to a ticket of which they cannot know."""
