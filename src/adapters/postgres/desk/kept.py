"""How the desk's entities are kept."""

from typing import Final

from adapters.postgres import tables
from adapters.postgres.kept import Kept
from domain.desk.assignment import Assignment
from domain.desk.calendar import Calendar
from domain.desk.category import Category
from domain.desk.comment import Comment, CommentRevision
from domain.desk.complaint import Complaint
from domain.desk.developer import DeveloperProfile
from domain.desk.draft import Draft
from domain.desk.link import TicketLink
from domain.desk.macro import Macro
from domain.desk.merge import TicketMerge
from domain.desk.named_status import NamedStatus
from domain.desk.rating import Rating
from domain.desk.sla import SlaPolicy
from domain.desk.team import Team
from domain.desk.ticket import Ticket
from domain.desk.time_entry import TimeEntry
from domain.desk.view import SavedView
from domain.desk.watcher import Watcher


def name_key(named: Team | Category | Calendar | Macro | NamedStatus) -> str:
    """The one spelling under which a name is unique."""
    return named.name.casefold()


TICKETS: Final = Kept(Ticket, tables.tickets)
COMMENTS: Final = Kept(Comment, tables.comments)
REVISIONS: Final = Kept(CommentRevision, tables.comment_revisions)
DRAFTS: Final = Kept(Draft, tables.ticket_drafts)
ASSIGNMENTS: Final = Kept(Assignment, tables.assignments)
MACROS: Final = Kept(Macro, tables.macros, derived={"name_key": name_key})
LINKS: Final = Kept(TicketLink, tables.ticket_links)
COMPLAINTS: Final = Kept(Complaint, tables.complaints)
RATINGS: Final = Kept(Rating, tables.ratings)
TIMES: Final = Kept(TimeEntry, tables.time_entries)
WATCHERS: Final = Kept(Watcher, tables.ticket_watchers)
STATUSES: Final = Kept(NamedStatus, tables.statuses, derived={"name_key": name_key})
MERGES: Final = Kept(TicketMerge, tables.ticket_merges)
VIEWS: Final = Kept(SavedView, tables.saved_views)
DEVELOPERS: Final = Kept(DeveloperProfile, tables.developer_profiles, key="user_id")
TEAMS: Final = Kept(Team, tables.teams, derived={"name_key": name_key})
CALENDARS: Final = Kept(Calendar, tables.calendars, derived={"name_key": name_key})
SLA_POLICIES: Final = Kept(SlaPolicy, tables.sla_policies)
CATEGORIES: Final = Kept(Category, tables.categories, derived={"name_key": name_key})
