from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from application.desk.archive import BroughtIn, ImportBatch, TicketRecord
from domain.desk.access import TicketScope
from domain.desk.assignment import Assignment
from domain.desk.calendar import Calendar
from domain.desk.category import Category, CategoryTree
from domain.desk.comment import Comment, CommentRevision
from domain.desk.complaint import Complaint
from domain.desk.developer import Developer, DeveloperProfile
from domain.desk.draft import Draft
from domain.desk.link import TicketLink
from domain.desk.macro import Macro
from domain.desk.merge import TicketMerge
from domain.desk.named_status import NamedStatus
from domain.desk.rating import Rating
from domain.desk.routing import Suggestion
from domain.desk.sla import SlaPolicy, Terms
from domain.desk.team import Team
from domain.desk.ticket import Ticket
from domain.desk.time_entry import TimeEntry
from domain.desk.view import SavedView, ViewScope
from domain.desk.watcher import Watcher
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import (
    AssignmentId,
    CalendarId,
    CategoryId,
    CommentId,
    ComplaintId,
    LinkId,
    MacroId,
    SlaPolicyId,
    StatusId,
    TeamId,
    TicketId,
    TimeEntryId,
    UserId,
    ViewId,
)
from domain.shared.tier import Tier


class TicketRepository(Protocol):
    async def next_number(self) -> int:
        """A number no ticket ever had. Unused ones are lost, not given again."""

    async def get(self, ticket_id: TicketId, *, scope: TicketScope) -> Ticket:
        """Load to change: the row stays locked until the work ends. TicketNotFound outside the scope."""

    async def lock(self, ticket_ids: Sequence[TicketId], *, scope: TicketScope) -> None:
        """Those that there are in scope, in the order of their ids, before any of them is loaded."""

    async def resolved_by(self, at: datetime, *, after: TicketId | None, limit: int) -> list[TicketId]:
        """Which tickets were resolved by then and still are, in the order of their ids, none locked."""

    async def several(self, ticket_ids: Sequence[TicketId]) -> list[Ticket]:
        """Load those that there are to change, locking them in the order of their ids."""

    async def ringing(self, at: datetime, *, limit: int) -> list[Ticket]:
        """Load to change those whose alarm is due by then, the earliest first; not those that others have locked."""

    async def ids(self, *, after: TicketId | None, finished: bool, limit: int) -> list[TicketId]:
        """Of unfinished tickets, or of all, in their order; none is locked."""

    async def save(self, ticket: Ticket, *events: Event) -> None:
        """Store the ticket and, in the same transaction, what happened to it."""


class CommentRepository(Protocol):
    async def get(self, comment_id: CommentId) -> Comment:
        """Load to change. CommentNotFound."""

    async def save(self, comment: Comment, *events: Event) -> None: ...

    async def keep(self, revision: CommentRevision) -> None:
        """Store what a comment said before."""

    async def forget_revisions(self, comment_id: CommentId) -> None:
        """Remove all that a comment ever said, but for what it says now."""

    async def newest_reply(self, ticket_id: TicketId, *, not_by: UserId) -> Comment | None:
        """The last public reply on a ticket by anybody else, which is not locked."""


class DraftRepository(Protocol):
    """Whoever asks has locked the ticket before."""

    async def find(self, ticket_id: TicketId, author_id: UserId) -> Draft | None:
        """Load to change."""

    async def save(self, draft: Draft) -> None: ...

    async def forget(self, ticket_id: TicketId, author_id: UserId) -> None:
        """Remove it, if there is one."""


class AssignmentRepository(Protocol):
    async def get(self, assignment_id: AssignmentId) -> Assignment:
        """Load to change. AssignmentNotFound."""

    async def active(self, ticket_id: TicketId) -> Assignment | None:
        """Load to change: whose turn it is, of which there is at most one."""

    async def save(self, assignment: Assignment, *events: Event) -> None:
        """Store it. TicketTaken when the ticket has another active assignment."""


class LinkRepository(Protocol):
    """Whoever adds a link or counts what a ticket waits for has locked the tickets before."""

    async def get(self, link_id: LinkId) -> TicketLink:
        """Load to remove. LinkNotFound."""

    async def of(self, ticket_id: TicketId) -> list[TicketLink]:
        """Load to change: all of the ticket, oldest first."""

    async def leads_back(self, link: TicketLink) -> bool:
        """Whether links of its kind lead from its target to its source. Nobody adds any until the work ends."""

    async def unfinished(self, ticket_id: TicketId) -> int:
        """How many children and blockers of the ticket are not finished."""

    async def save(self, link: TicketLink, *events: Event) -> None:
        """Store it. LinkExists, ParentTaken."""

    async def remove(self, link_id: LinkId, *events: Event) -> None: ...


class WatcherRepository(Protocol):
    """Whoever adds a watcher has locked the ticket before."""

    async def find(self, ticket_id: TicketId, user_id: UserId) -> Watcher | None:
        """Load to remove."""

    async def count(self, ticket_id: TicketId) -> int: ...

    async def save(self, watcher: Watcher, *events: Event) -> None: ...

    async def remove(self, watcher: Watcher, *events: Event) -> None: ...


class MergeRepository(Protocol):
    """Both tickets were locked before, except where something else is said."""

    async def current(self, ticket_id: TicketId) -> TicketMerge | None:
        """Load to undo: the merge that the ticket is the source of. Locked before its tickets."""

    async def save(self, merge: TicketMerge) -> None:
        """Store it. What is told of it is told with its tickets."""

    async def carry_over(self, merge: TicketMerge) -> None:
        """Hang what goes along (`hanging.GOES_ALONG`) onto the target, noting each thing.

        Across requesters, public replies stay with the source.
        """

    async def give_back(self, merge: TicketMerge) -> None:
        """Hang onto the source again what was noted and still hangs on the target, as it is by now."""

    async def note_links(self, merge: TicketMerge, link_ids: Sequence[LinkId]) -> None: ...

    async def links(self, merge: TicketMerge) -> Collection[LinkId]:
        """Those that were noted."""


class ComplaintRepository(Protocol):
    async def get(self, complaint_id: ComplaintId) -> Complaint:
        """Load to change. ComplaintNotFound."""

    async def save(self, complaint: Complaint, *events: Event) -> None: ...


class RatingRepository(Protocol):
    """Whoever rates has locked the ticket before."""

    async def find(self, ticket_id: TicketId, resolved_at: datetime) -> Rating | None:
        """Load to change: that of one resolution."""

    async def save(self, rating: Rating, *events: Event) -> None: ...


class TimeRepository(Protocol):
    async def get(self, entry_id: TimeEntryId) -> TimeEntry:
        """Load to change. TimeEntryNotFound."""

    async def save(self, entry: TimeEntry, *events: Event) -> None: ...

    async def remove(self, entry: TimeEntry, *events: Event) -> None: ...


class MacroRepository(Protocol):
    async def get(self, macro_id: MacroId) -> Macro:
        """Load to change. MacroNotFound."""

    async def find(self, macro_id: MacroId) -> Macro | None:
        """Look at it."""

    async def save(self, macro: Macro, *events: Event) -> None:
        """Store it. MacroNameTaken when its owner has another of the name, in whatever case."""

    async def remove(self, macro_id: MacroId, *events: Event) -> None: ...


class DeveloperRepository(Protocol):
    async def get(self, user_id: UserId) -> Developer:
        """Lock the developer, then count what they hold. NotADeveloper without a profile."""

    async def profile(self, user_id: UserId) -> DeveloperProfile | None:
        """Load to change."""

    async def save(self, profile: DeveloperProfile, *events: Event) -> None: ...

    async def remove(self, user_id: UserId, *events: Event) -> None: ...


class TicketQueues(Protocol):
    """What waits for somebody, by team, and who there is. Nothing here is locked but by `enter`.

    No team is a team here: that of the tickets that belong to none, which anybody may take.
    """

    async def enter(self, team_id: TeamId | None) -> str | None:
        """Have the queue of a team for oneself until the work ends. Before anything else is locked. The team's name."""

    async def tree(self) -> CategoryTree: ...

    async def teams(self, categories: Collection[CategoryId]) -> list[TeamId | None]:
        """Those with a ticket of one of the categories that waits for somebody."""

    async def waiting(
        self, team_id: TeamId | None, categories: Collection[CategoryId], *, after: Ticket | None, limit: int
    ) -> list[Ticket]:
        """Those of the categories that wait, the highest priority first and then the oldest, from `after` on."""

    async def developers(self, team_id: TeamId | None) -> list[Developer]:
        """Who of the team is active and works on tickets, by their ids; for no team, everybody."""

    async def turns(self, ticket_ids: Collection[TicketId]) -> list[Assignment]:
        """All turns at these tickets, in the order they began."""

    async def held_by(self, user_id: UserId) -> list[TicketId]:
        """The unfinished tickets that somebody has, by their ids."""

    async def ticket(self, ticket_id: TicketId, *, scope: TicketScope) -> Ticket:
        """TicketNotFound outside the scope."""

    async def team_of(self, user_id: UserId) -> TeamId | None: ...


class TriageAdvisor(Protocol):
    """Knows who would solve a ticket well."""

    async def suggest(
        self, ticket: Ticket, categories: Sequence[Category], developers: Sequence[Developer]
    ) -> Sequence[Suggestion]:
        """Those of the developers for whom something speaks, and what. Of the rest it knows nothing, and says nothing.

        `categories` are the ticket's and all above it.
        """


class StatusRepository(Protocol):
    async def get(self, status_id: StatusId) -> NamedStatus:
        """Load to refer to. StatusUnknown, naming `statusId`."""

    async def find(self, status_id: StatusId) -> NamedStatus:
        """Load to change. StatusNotFound."""

    async def save(self, status: NamedStatus, *events: Event) -> None:
        """Store it. StatusNameTaken when another has the name, in whatever case."""

    async def remove(self, status_id: StatusId, *events: Event) -> None:
        """StatusInUse while tickets carry it, or did before they were merged."""


class TeamRepository(Protocol):
    async def get(self, team_id: TeamId) -> Team:
        """Load to change. TeamNotFound."""

    async def leads(self) -> Mapping[TeamId, UserId]:
        """Who leads which team, of those that somebody leads."""

    async def require(self, team_id: TeamId) -> None:
        """TeamUnknown, naming `teamId`, unless there is such a team."""

    async def save(self, team: Team, *events: Event) -> None:
        """Store it. TeamNameTaken when another has the name, in whatever case."""

    async def remove(self, team_id: TeamId, *events: Event) -> None:
        """TeamInUse while people, categories or tickets belong to it."""


class CategoryRepository(Protocol):
    async def get(self, category_id: CategoryId) -> Category:
        """Load to refer to. CategoryUnknown, naming `categoryId`."""

    async def tree(self) -> CategoryTree:
        """Load all to change one: nobody else changes any until the work ends."""

    async def save(self, category: Category, *events: Event) -> None: ...

    async def remove(self, category_id: CategoryId, *events: Event) -> None:
        """CategoryInUse while tickets carry it, or something is promised for it."""


class CalendarRepository(Protocol):
    async def get(self, calendar_id: CalendarId) -> Calendar:
        """Load to change. CalendarNotFound."""

    async def require(self, calendar_id: CalendarId) -> None:
        """CalendarUnknown, naming `calendarId`, unless there is such a calendar."""

    async def save(self, calendar: Calendar, *events: Event) -> None:
        """Store it. CalendarNameTaken when another has the name, in whatever case."""

    async def remove(self, calendar_id: CalendarId, *events: Event) -> None:
        """CalendarInUse while policies go by it."""


class SlaPolicyRepository(Protocol):
    async def get(self, policy_id: SlaPolicyId) -> SlaPolicy:
        """Load to change. SlaPolicyNotFound."""

    async def terms(self) -> Terms:
        """What is promised now, to judge tickets by that were locked before. Nothing is locked."""

    async def save(self, policy: SlaPolicy, *events: Event) -> None:
        """Store it. SlaPolicyExists when another one is for the same priority, category and tier."""

    async def remove(self, policy_id: SlaPolicyId, *events: Event) -> None: ...


class ViewRepository(Protocol):
    async def get(self, view_id: ViewId, *, scope: ViewScope) -> SavedView:
        """Load to change. ViewNotFound outside the scope."""

    async def save(self, view: SavedView, *events: Event) -> None: ...

    async def remove(self, view_id: ViewId, *events: Event) -> None: ...


class People(Protocol):
    """The users, as far as the desk refers to them."""

    async def require(self, user_id: UserId, *, field: str) -> None:
        """PersonUnknown, naming `field`, unless it is an active user."""

    async def acting(self, user_id: UserId) -> Actor | None:
        """As whom they act when they are logged in; None unless they are an active user."""

    async def address(self, user_id: UserId) -> str | None:
        """Where mail reaches them; None unless they are an active user."""

    async def active(self, user_ids: Sequence[UserId]) -> Sequence[Actor]:
        """Those of them who are active users, as they would ask."""

    async def tiers(self, user_ids: Collection[UserId]) -> Mapping[UserId, Tier]:
        """What each of them is to the company."""


@dataclass(frozen=True, slots=True)
class DeskWork:
    tickets: TicketRepository
    comments: CommentRepository
    drafts: DraftRepository
    assignments: AssignmentRepository
    links: LinkRepository
    watchers: WatcherRepository
    merges: MergeRepository
    statuses: StatusRepository
    queues: TicketQueues
    times: TimeRepository
    ratings: RatingRepository
    complaints: ComplaintRepository
    macros: MacroRepository
    developers: DeveloperRepository
    teams: TeamRepository
    categories: CategoryRepository
    calendars: CalendarRepository
    sla_policies: SlaPolicyRepository
    views: ViewRepository
    people: People


class Resolution(NamedTuple):
    """What a link rates."""

    ticket_id: TicketId
    resolved_at: datetime


class RatingLinks(Protocol):
    """Tokens for links in mails. Nobody but the house can make them, and nothing that is stored is one."""

    def issue(self, ticket_id: TicketId, resolved_at: datetime) -> str:
        """Always the same for the same resolution, in letters that need no escape in a URL."""

    def read(self, token: str) -> Resolution:
        """RatingLinkRefused for anything but a token of ours."""


class TicketArchive(Protocol):
    """Tickets in bulk: what comes from another system and what goes to one."""

    async def bring_in(self, batch: ImportBatch) -> BroughtIn:
        """Store what is not there yet, the batch in one transaction, and record each new ticket as TicketImported.

        A ticket is there when one has its key, or has its key as id; a comment when one has its id, or its author said
        the same at the same time. Whoever has the address of an imported person is that person. A category of the same
        name, in whatever case, is that category, one at the top of the tree before one further down: what the batch
        holds for them goes to those who were there.
        """

    def take_out(self, scope: TicketScope) -> AsyncIterator[Sequence[TicketRecord]]:
        """Every ticket in scope with its comments, oldest first, in portions.

        People are named by their addresses; a ticket that was not imported is known by its id.
        """
