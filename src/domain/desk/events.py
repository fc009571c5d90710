from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

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


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Event):
    entity: ClassVar[str] = "ticket"

    ticket_id: TicketId

    @property
    def entity_id(self) -> TicketId:
        return self.ticket_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(TicketEvent):
    name: ClassVar[str] = "desk.ticket_opened"

    number: int
    requester_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketImported(TicketEvent):
    name: ClassVar[str] = "desk.ticket_imported"

    number: int
    external_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEdited(TicketEvent):
    name: ClassVar[str] = "desk.ticket_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAssigned(TicketEvent):
    """`relieved_id` is whoever had it before."""

    name: ClassVar[str] = "desk.ticket_assigned"

    number: int
    title: str
    assignee_id: UserId
    assigned_by: UserId
    relieved_id: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnassigned(TicketEvent):
    name: ClassVar[str] = "desk.ticket_unassigned"

    assignee_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMoved(TicketEvent):
    """Its status changed; `old` and `new` are wire values of `Status`."""

    name: ClassVar[str] = "desk.ticket_moved"

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStatusNamed(TicketEvent):
    """It carries another name of the status it has; None is the status itself."""

    name: ClassVar[str] = "desk.ticket_status_named"

    status: str
    old_id: StatusId | None
    new_id: StatusId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCommented(TicketEvent):
    """Deliberately without the text: events travel further than comments may."""

    name: ClassVar[str] = "desk.ticket_commented"

    comment_id: CommentId
    author_id: UserId
    is_internal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentEdited(TicketEvent):
    name: ClassVar[str] = "desk.comment_edited"

    comment_id: CommentId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentHidden(TicketEvent):
    """A public reply became an internal note."""

    name: ClassVar[str] = "desk.comment_hidden"
    tells: ClassVar[frozenset[str]] = frozenset({"is_internal"})

    comment_id: CommentId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRemoved(TicketEvent):
    """What it said is gone for good."""

    name: ClassVar[str] = "desk.comment_removed"

    comment_id: CommentId


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleMentioned(TicketEvent):
    """Staff who can know of the comment, and were not mentioned in it before."""

    name: ClassVar[str] = "desk.people_mentioned"
    tells: ClassVar[frozenset[str]] = frozenset({"mentions"})

    comment_id: CommentId
    number: int
    title: str
    user_ids: tuple[UserId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLinked(TicketEvent):
    """`relation` is what the ticket is to the other; a wire value of `Relation`."""

    name: ClassVar[str] = "desk.ticket_linked"

    link_id: LinkId
    relation: str
    other_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnlinked(TicketEvent):
    """As TicketLinked says it."""

    name: ClassVar[str] = "desk.ticket_unlinked"

    link_id: LinkId
    relation: str
    other_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWatched(TicketEvent):
    name: ClassVar[str] = "desk.ticket_watched"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnwatched(TicketEvent):
    name: ClassVar[str] = "desk.ticket_unwatched"

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerged(TicketEvent):
    """Told of both: of the source, which is closed, and of the target, which has from now on what hung on it."""

    name: ClassVar[str] = "desk.ticket_merged"

    source_id: TicketId
    target_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnmerged(TicketEvent):
    """As TicketMerged, which it takes back."""

    name: ClassVar[str] = "desk.ticket_unmerged"

    source_id: TicketId
    target_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaEvent(TicketEvent):
    """`clock` is a wire value of `ClockKind`, `policy` the name of what was promised. For staff alone.

    `assignee_id` and `lead_id` are whose ticket it is now, and who leads its team.
    """

    number: int
    title: str
    clock: str
    policy: str
    assignee_id: UserId | None
    lead_id: UserId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaWarned(SlaEvent):
    """Most of the time was gone at `warned_at`, however much later that is told."""

    name: ClassVar[str] = "desk.sla_warned"

    warned_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaBreached(SlaEvent):
    """The time was over at `breached_at`, however much later that is told."""

    name: ClassVar[str] = "desk.sla_breached"

    breached_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaBreachWithdrawn(SlaEvent):
    """What was told as a breach is none by what is promised now."""

    name: ClassVar[str] = "desk.sla_breach_withdrawn"

    breached_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRated(TicketEvent):
    """From 1 to 5, by its requester. Without what they said."""

    name: ClassVar[str] = "desk.ticket_rated"

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentEvent(Event):
    entity: ClassVar[str] = "assignment"

    assignment_id: AssignmentId
    ticket_id: TicketId

    @property
    def entity_id(self) -> AssignmentId:
        return self.assignment_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentMoved(AssignmentEvent):
    name: ClassVar[str] = "desk.assignment_moved"

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEvent(Event):
    """Deliberately without the ticket: whoever reads its history must not learn that somebody complained."""

    entity: ClassVar[str] = "complaint"

    complaint_id: ComplaintId

    @property
    def entity_id(self) -> ComplaintId:
        return self.complaint_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintSubmitted(ComplaintEvent):
    name: ClassVar[str] = "desk.complaint_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintMoved(ComplaintEvent):
    """`old` and `new` are wire values of `ComplaintStatus`."""

    name: ClassVar[str] = "desk.complaint_moved"

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeEvent(Event):
    """`user_id` is who worked."""

    entity: ClassVar[str] = "time_entry"

    entry_id: TimeEntryId
    ticket_id: TicketId
    user_id: UserId

    @property
    def entity_id(self) -> TimeEntryId:
        return self.entry_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLogged(TimeEvent):
    name: ClassVar[str] = "desk.time_logged"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAmended(TimeEvent):
    name: ClassVar[str] = "desk.time_amended"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRemoved(TimeEvent):
    name: ClassVar[str] = "desk.time_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamEvent(Event):
    entity: ClassVar[str] = "team"

    team_id: TeamId

    @property
    def entity_id(self) -> TeamId:
        return self.team_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCreated(TeamEvent):
    name: ClassVar[str] = "desk.team_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamEdited(TeamEvent):
    name: ClassVar[str] = "desk.team_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDeleted(TeamEvent):
    name: ClassVar[str] = "desk.team_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEvent(Event):
    entity: ClassVar[str] = "status"

    status_id: StatusId

    @property
    def entity_id(self) -> StatusId:
        return self.status_id


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCreated(StatusEvent):
    name: ClassVar[str] = "desk.status_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEdited(StatusEvent):
    name: ClassVar[str] = "desk.status_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusDeleted(StatusEvent):
    name: ClassVar[str] = "desk.status_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryEvent(Event):
    entity: ClassVar[str] = "category"

    category_id: CategoryId

    @property
    def entity_id(self) -> CategoryId:
        return self.category_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCreated(CategoryEvent):
    name: ClassVar[str] = "desk.category_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryEdited(CategoryEvent):
    name: ClassVar[str] = "desk.category_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDeleted(CategoryEvent):
    name: ClassVar[str] = "desk.category_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent(Event):
    entity: ClassVar[str] = "calendar"

    calendar_id: CalendarId

    @property
    def entity_id(self) -> CalendarId:
        return self.calendar_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarCreated(CalendarEvent):
    name: ClassVar[str] = "desk.calendar_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEdited(CalendarEvent):
    name: ClassVar[str] = "desk.calendar_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDeleted(CalendarEvent):
    name: ClassVar[str] = "desk.calendar_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicyEvent(Event):
    entity: ClassVar[str] = "sla_policy"

    policy_id: SlaPolicyId

    @property
    def entity_id(self) -> SlaPolicyId:
        return self.policy_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicyCreated(SlaPolicyEvent):
    name: ClassVar[str] = "desk.sla_policy_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicyEdited(SlaPolicyEvent):
    name: ClassVar[str] = "desk.sla_policy_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicyDeleted(SlaPolicyEvent):
    name: ClassVar[str] = "desk.sla_policy_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeveloperEvent(Event):
    entity: ClassVar[str] = "developer"

    user_id: UserId

    @property
    def entity_id(self) -> UserId:
        return self.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DeveloperProfileSet(DeveloperEvent):
    name: ClassVar[str] = "desk.developer_profile_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeveloperProfileRemoved(DeveloperEvent):
    name: ClassVar[str] = "desk.developer_profile_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewEvent(Event):
    entity: ClassVar[str] = "view"

    view_id: ViewId

    @property
    def entity_id(self) -> ViewId:
        return self.view_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCreated(ViewEvent):
    name: ClassVar[str] = "desk.view_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewEdited(ViewEvent):
    name: ClassVar[str] = "desk.view_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDeleted(ViewEvent):
    name: ClassVar[str] = "desk.view_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroEvent(Event):
    entity: ClassVar[str] = "macro"

    macro_id: MacroId

    @property
    def entity_id(self) -> MacroId:
        return self.macro_id


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroCreated(MacroEvent):
    name: ClassVar[str] = "desk.macro_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroEdited(MacroEvent):
    name: ClassVar[str] = "desk.macro_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroDeleted(MacroEvent):
    name: ClassVar[str] = "desk.macro_deleted"
