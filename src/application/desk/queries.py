from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, Protocol, Self
from uuid import UUID

import msgspec

from application.shared.messages import Instant, Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.desk.assignment import Assignment, AssignmentStatus
from domain.desk.developer import ExperienceLevel, Window
from domain.desk.link import Relation
from domain.desk.ticket import Channel, Priority, Status, Ticket
from domain.shared.access import Actor
from domain.shared.ids import AssignmentId, CategoryId, CommentId, LinkId, TeamId, TicketId, UserId

Nobody = Literal["none"]


class TicketFilter(Message, frozen=True, kw_only=True):
    """`search` looks for words in title and description; quotes keep them together, a minus excludes, `or` joins.

    Times bound from (inclusive) to (exclusive). Several statuses or priorities are alternatives.
    """

    status: tuple[Status, ...] = ()
    priority: tuple[Priority, ...] = ()
    category_id: CategoryId | None = None
    team_id: TeamId | None = None
    assignee_id: UUID | Nobody | None = None
    requester_id: UserId | None = None
    channel: Channel | None = None
    tag: str | None = None
    number: int | None = None
    external_key: str | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None
    updated_from: Instant | None = None
    updated_to: Instant | None = None
    search: str | None = None


TICKET_SORTS: Final[SortTypes] = {
    "createdAt": datetime,
    "updatedAt": datetime,
    "number": int,
    "priority": Priority,
    "title": str,
}


class TicketRow(Message, frozen=True):
    id: TicketId
    number: int
    title: str
    status: Status
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


class TicketCard(Message, frozen=True):
    id: TicketId
    number: int
    title: str
    description: str
    status: Status
    priority: Priority
    category_id: CategoryId | None
    team_id: TeamId | None
    assignee_id: UserId | None
    requester_id: UserId
    channel: Channel
    tags: list[str]
    resolution: str | None
    external_key: str | None
    due_at: datetime | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """What reading a ticket shows that has just been stored."""
        return msgspec.convert(ticket, cls, from_attributes=True)


class CommentRow(Message, frozen=True):
    id: CommentId
    ticket_id: TicketId
    author_id: UserId
    body: str
    is_internal: bool
    created_at: datetime


class AssignmentRow(Message, frozen=True):
    id: AssignmentId
    ticket_id: TicketId
    assignee_id: UserId
    assigned_by: UserId
    status: AssignmentStatus
    notes: str
    reason: str | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, assignment: Assignment) -> Self:
        """What reading an assignment shows that has just been stored."""
        return msgspec.convert(assignment, cls, from_attributes=True)


class LinkRow(Message, frozen=True):
    """The ticket that was asked for is to the named one what `relation` says."""

    id: LinkId
    relation: Relation
    ticket_id: TicketId
    number: int
    title: str
    status: Status
    created_by: UserId
    created_at: datetime


BIRTH_SORT: Final[SortTypes] = {"createdAt": datetime}
"""Comments, assignments and links are read in the order they came."""


class TicketQueries(Protocol):
    """What the actor cannot know of is TicketNotFound, or not in the list."""

    async def list(self, actor: Actor, filter: TicketFilter, page: PageRequest) -> Page[TicketRow]: ...

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


class TeamFilter(Message, frozen=True, kw_only=True):
    """`search` finds part of a name, in whatever case."""

    search: str | None = None


TEAM_SORTS: Final[SortTypes] = {"name": str, "createdAt": datetime}


class TeamCard(Message, frozen=True):
    id: TeamId
    name: str
    description: str
    lead_id: UserId | None
    members: int
    created_at: datetime
    updated_at: datetime


class TeamQueries(Protocol):
    """Forbidden without `desk:read`."""

    async def list(self, actor: Actor, filter: TeamFilter, page: PageRequest) -> Page[TeamCard]: ...

    async def card(self, actor: Actor, team_id: TeamId) -> TeamCard: ...


class CategoryFilter(Message, frozen=True, kw_only=True):
    """`search` finds part of a name, in whatever case."""

    parent_id: UUID | Nobody | None = None
    team_id: TeamId | None = None
    is_active: bool | None = None
    search: str | None = None


CATEGORY_SORTS: Final[SortTypes] = {"name": str, "createdAt": datetime}


class CategoryCard(Message, frozen=True):
    id: CategoryId
    name: str
    parent_id: CategoryId | None
    team_id: TeamId | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class CategoryQueries(Protocol):
    """For everybody: tickets are opened in them."""

    async def list(self, actor: Actor, filter: CategoryFilter, page: PageRequest) -> Page[CategoryCard]: ...

    async def card(self, actor: Actor, category_id: CategoryId) -> CategoryCard: ...


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
    capacity: int
    open_tickets: int
    created_at: datetime
    updated_at: datetime


class DeveloperQueries(Protocol):
    """Forbidden without `desk:read`."""

    async def list(self, actor: Actor, filter: DeveloperFilter, page: PageRequest) -> Page[DeveloperCard]: ...

    async def card(self, actor: Actor, user_id: UserId) -> DeveloperCard: ...


class OwnTicket(Message, frozen=True):
    """A ticket with what was said about it in public."""

    ticket: TicketCard
    comments: list[CommentRow]


class OwnDeskQueries(Protocol):
    """What the desk keeps of somebody, for them alone."""

    async def tickets(self, actor: Actor, page: PageRequest) -> Page[TicketCard]:
        """Those the actor asked for."""

    async def public_comments(self, actor: Actor, ticket_ids: Sequence[TicketId]) -> Sequence[CommentRow]:
        """On these of the actor's tickets, oldest first: never an internal note."""

    async def comments(self, actor: Actor, page: PageRequest) -> Page[CommentRow]:
        """By the actor, on whatever ticket; internal notes only for whoever may see such."""

    async def profile(self, actor: Actor) -> DeveloperCard | None: ...
