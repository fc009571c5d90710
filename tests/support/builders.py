"""One of everything, sound and unremarkable; a test states only what matters to it.

Addresses, names and numbers that must be unique are so for every call, in any process.
"""

from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any, Final, TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from application.desk.archive import CommentRecord, TicketRecord
from domain.desk.assignment import Assignment
from domain.desk.calendar import Calendar
from domain.desk.category import Category, CategoryTree
from domain.desk.comment import Comment, CommentRevision
from domain.desk.complaint import Complaint
from domain.desk.developer import Developer, DeveloperProfile
from domain.desk.draft import Draft
from domain.desk.link import Relation, TicketLink
from domain.desk.macro import Macro
from domain.desk.merge import TicketMerge
from domain.desk.named_status import NamedStatus
from domain.desk.rating import Rating
from domain.desk.sla import SlaPolicy
from domain.desk.team import Team
from domain.desk.ticket import Status, Ticket
from domain.desk.time_entry import TimeEntry
from domain.desk.view import SavedView
from domain.desk.watcher import Watcher
from domain.desk.window import Window
from domain.identity.api_key import ApiKey, digest_of, spelled
from domain.identity.external_identity import ExternalIdentity
from domain.identity.invitation import Invitation
from domain.identity.session import Session
from domain.identity.signing_key import SigningKey
from domain.identity.user import User
from domain.notifications.notification import Notification
from domain.shared.access import Actor, Role
from domain.shared.grants import Scope
from domain.shared.ids import (
    ApiKeyId,
    AssignmentId,
    CalendarId,
    CategoryId,
    CommentId,
    ComplaintId,
    DraftId,
    ExternalIdentityId,
    InvitationId,
    LinkId,
    MacroId,
    MergeId,
    NotificationId,
    RatingId,
    RevisionId,
    SessionId,
    SigningKeyId,
    SlaPolicyId,
    StatusId,
    TeamId,
    TicketId,
    TimeEntryId,
    UserId,
    ViewId,
    WatcherId,
)

MONDAY: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When everything is born unless a test says otherwise."""

NEVER: Final = datetime(2126, 1, 1, tzinfo=UTC)

SECRET: Final = "x" * 43
"""Of every API key that is built here."""

Built = TypeVar("Built")

_numbers = count(1)


def a_user(**what_matters: Any) -> User:
    """A customer who cannot log in: `password_hash` is for tests that need one."""
    user_id = UserId(uuid7())
    email = f"{what_matters.get('role', Role.CUSTOMER)}.{_unique(user_id)}@example.com"
    return _built(User, what_matters, id=user_id, email=email, password_hash=None, **_born())


def an_actor(role: Role = Role.AGENT, *, user_id: UserId | None = None, team_id: TeamId | None = None) -> Actor:
    return Actor(user_id or UserId(uuid7()), role, team_id)


def a_session(**what_matters: Any) -> Session:
    """Just begun, of an account as it is born. It never expires unless stated, not by a real clock either."""
    return _built(
        Session,
        what_matters,
        id=SessionId(uuid7()),
        user_id=UserId(uuid7()),
        access_version=1,
        created_at=MONDAY,
        last_used_at=MONDAY,
        expires_at=NEVER,
    )


def an_invitation(**what_matters: Any) -> Invitation:
    """Open, as an agent, mailed to nobody yet: `team_id` and `invited_by` matter where storage checks them."""
    invitation_id = InvitationId(uuid7())
    return _built(
        Invitation,
        what_matters,
        id=invitation_id,
        team_id=TeamId(uuid7()),
        email=f"invited.{_unique(invitation_id)}@example.com",
        role=Role.AGENT,
        invited_by=UserId(uuid7()),
        created_at=MONDAY,
        expires_at=NEVER,
    )


def first_session(user: User) -> Session:
    """The session of somebody put in, whose id is that of the person: so whoever knows them can make up its tokens."""
    return a_session(id=SessionId(user.id), user_id=user.id, access_version=user.access_version)


def an_api_key(**what_matters: Any) -> ApiKey:
    """One that lets through what there is to be read on the desk. `text_of` is the key itself."""
    key_id = what_matters.get("id", ApiKeyId(uuid7()))
    return _built(
        ApiKey,
        what_matters,
        id=key_id,
        user_id=UserId(uuid7()),
        name="Nightly report",
        scopes=(Scope.DESK_READ, Scope.TICKETS_READ),
        digest=digest_of(spelled(key_id, SECRET)),
        created_at=MONDAY,
        expires_at=NEVER,
    )


def text_of(key: ApiKey) -> str:
    return spelled(key.id, SECRET)


def a_signing_key(**what_matters: Any) -> SigningKey:
    """It has signed since Monday."""
    key_id = SigningKeyId(uuid7())
    usual = {"id": key_id, "salt": f"salt {_unique(key_id)}", "created_at": MONDAY, "signs_from": MONDAY}
    return _built(SigningKey, what_matters, **usual)


def acting(user: User) -> Actor:
    """The user, asking."""
    return Actor(user.id, user.role, user.team_id)


def an_identity(**what_matters: Any) -> ExternalIdentity:
    """Linked just now, of somebody nobody knows."""
    identity_id = ExternalIdentityId(uuid7())
    return _built(
        ExternalIdentity,
        what_matters,
        id=identity_id,
        issuer="https://id.example.com",
        subject=_unique(identity_id),
        user_id=UserId(uuid7()),
        email="somebody@example.com",
        created_at=MONDAY,
        last_used_at=MONDAY,
    )


def a_team(**what_matters: Any) -> Team:
    team_id = TeamId(uuid7())
    return _built(Team, what_matters, id=team_id, name=f"Team {_unique(team_id)}", **_born())


def a_calendar(**what_matters: Any) -> Calendar:
    """Weekdays from nine to five in UTC."""
    calendar_id = CalendarId(uuid7())
    hours = tuple(Window(weekday, time(9), time(17)) for weekday in range(5))
    usual = {"id": calendar_id, "name": f"Calendar {_unique(calendar_id)}", "time_zone": "UTC", "hours": hours}
    return _built(Calendar, what_matters, **usual, **_born())


def a_policy(**what_matters: Any) -> SlaPolicy:
    """For every ticket, a first response in an hour: `calendar_id` matters where storage checks it."""
    usual = {"id": SlaPolicyId(uuid7()), "name": "Soon", "calendar_id": CalendarId(uuid7()), "first_response": 60}
    return _built(SlaPolicy, what_matters, **usual, **_born())


def a_category(**what_matters: Any) -> Category:
    category_id = CategoryId(uuid7())
    return _built(Category, what_matters, id=category_id, name=f"Category {_unique(category_id)}", **_born())


def a_tree(*categories: Category) -> CategoryTree:
    return CategoryTree({category.id: category for category in categories})


def a_ticket(**what_matters: Any) -> Ticket:
    """Open, nobody's, asked for by somebody nobody knows: `requester_id` matters where storage checks it."""
    return _built(
        Ticket,
        what_matters,
        id=TicketId(uuid7()),
        number=next(_numbers),
        title="The report stays empty",
        description="Since this morning the monthly report shows no rows.",
        requester_id=UserId(uuid7()),
        **_born(),
    )


def a_comment(**what_matters: Any) -> Comment:
    return _built(
        Comment,
        what_matters,
        id=CommentId(uuid7()),
        ticket_id=TicketId(uuid7()),
        author_id=UserId(uuid7()),
        body="It is empty for me too.",
        is_internal=False,
        created_at=MONDAY,
    )


def a_revision(**what_matters: Any) -> CommentRevision:
    """Said anew an hour later."""
    return _built(
        CommentRevision,
        what_matters,
        id=RevisionId(uuid7()),
        comment_id=CommentId(uuid7()),
        version=1,
        body="It is emty for me too.",
        written_at=MONDAY,
        created_at=MONDAY + timedelta(hours=1),
    )


def a_draft(**what_matters: Any) -> Draft:
    return _built(
        Draft,
        what_matters,
        id=DraftId(uuid7()),
        ticket_id=TicketId(uuid7()),
        author_id=UserId(uuid7()),
        body="Have you tried",
        is_internal=False,
        **_born(),
    )


def a_macro(**what_matters: Any) -> Macro:
    """A greeting, which is everybody's."""
    macro_id = MacroId(uuid7())
    return _built(
        Macro,
        what_matters,
        id=macro_id,
        owner_id=None,
        name=f"Macro {_unique(macro_id)}",
        body="Hello {{requester.firstName}}.",
        **_born(),
    )


def a_link(**what_matters: Any) -> TicketLink:
    """Of two tickets that nobody knows."""
    return _built(
        TicketLink,
        what_matters,
        id=LinkId(uuid7()),
        relation=Relation.RELATES_TO,
        source_id=TicketId(uuid7()),
        target_id=TicketId(uuid7()),
        created_by=UserId(uuid7()),
        created_at=MONDAY,
    )


def a_complaint(**what_matters: Any) -> Complaint:
    """About the service, by somebody nobody knows."""
    return _built(
        Complaint,
        what_matters,
        id=ComplaintId(uuid7()),
        complainant_id=UserId(uuid7()),
        subject="A week without an answer",
        text="Nobody has answered for a week.",
        **_born(),
    )


def a_rating(**what_matters: Any) -> Rating:
    """Middling, of a ticket nobody knows that was resolved on Monday."""
    return _built(
        Rating,
        what_matters,
        id=RatingId(uuid7()),
        ticket_id=TicketId(uuid7()),
        requester_id=UserId(uuid7()),
        resolved_at=MONDAY,
        score=3,
        **_born(),
    )


def a_time_entry(**what_matters: Any) -> TimeEntry:
    """Half an hour on Monday."""
    return _built(
        TimeEntry,
        what_matters,
        id=TimeEntryId(uuid7()),
        ticket_id=TicketId(uuid7()),
        user_id=UserId(uuid7()),
        minutes=30,
        spent_on=MONDAY.date(),
        **_born(),
    )


def a_watcher(**what_matters: Any) -> Watcher:
    """Somebody nobody knows, of a ticket nobody knows."""
    user_id = what_matters.get("user_id", UserId(uuid7()))
    return _built(
        Watcher,
        what_matters,
        id=WatcherId(uuid7()),
        ticket_id=TicketId(uuid7()),
        user_id=user_id,
        added_by=user_id,
        created_at=MONDAY,
    )


def a_status(**what_matters: Any) -> NamedStatus:
    """What some pending tickets are called."""
    status_id = StatusId(uuid7())
    return _built(
        NamedStatus, what_matters, id=status_id, name=f"Status {_unique(status_id)}", status=Status.PENDING, **_born()
    )


def a_merge(**what_matters: Any) -> TicketMerge:
    """Of two tickets that nobody knows, one of which was open, and was asked for by whoever asked for the other."""
    return _built(
        TicketMerge,
        what_matters,
        id=MergeId(uuid7()),
        source_id=TicketId(uuid7()),
        target_id=TicketId(uuid7()),
        is_across=False,
        status=Status.OPEN,
        status_id=None,
        resolution=None,
        resolved_at=None,
        closed_at=None,
        turn_id=None,
        tags=(),
        merged_by=UserId(uuid7()),
        created_at=MONDAY,
    )


def a_view(**what_matters: Any) -> SavedView:
    """Of all tickets, shared with nobody: `owner_id` matters where storage checks it."""
    view_id = ViewId(uuid7())
    usual = {"id": view_id, "name": f"View {_unique(view_id)}", "owner_id": UserId(uuid7()), **_born()}
    return _built(SavedView, what_matters, filter={}, sort="-createdAt", **usual)


def an_assignment(**what_matters: Any) -> Assignment:
    return _built(
        Assignment,
        what_matters,
        id=AssignmentId(uuid7()),
        ticket_id=TicketId(uuid7()),
        assignee_id=UserId(uuid7()),
        assigned_by=UserId(uuid7()),
        **_born(),
    )


def a_developer(**what_matters: Any) -> Developer:
    """Active, of no team, with room for one more."""
    return _built(
        Developer,
        what_matters,
        id=UserId(uuid7()),
        name="The developer",
        is_active=True,
        team_id=None,
        capacity=2,
        open_tickets=1,
    )


def a_profile(**what_matters: Any) -> DeveloperProfile:
    return _built(DeveloperProfile, what_matters, user_id=UserId(uuid7()), **_born())


def a_notification(**what_matters: Any) -> Notification:
    return _built(
        Notification,
        what_matters,
        id=NotificationId(uuid7()),
        recipient_id=UserId(uuid7()),
        kind="desk.ticket_assigned",
        text="Ticket 1 is yours: The report stays empty",
        created_at=MONDAY,
    )


def a_record(**what_matters: Any) -> TicketRecord:
    """A ticket of another system, with nobody named and no comments."""
    key = f"OTHER-{_unique(uuid7())}"
    return _built(TicketRecord, what_matters, key=key, title="The report stays empty", created_at=MONDAY)


def a_comment_record(**what_matters: Any) -> CommentRecord:
    return _built(
        CommentRecord, what_matters, author="agent@example.com", body="It is empty for me too.", created_at=MONDAY
    )


def _built(kind: type[Built], what_matters: dict[str, Any], /, **usual: Any) -> Built:
    return kind(**usual | what_matters)


def _born() -> dict[str, datetime]:
    return {"created_at": MONDAY, "updated_at": MONDAY}


def _unique(of: UUID) -> str:
    """The random end of an id; its beginning is the time, which many share."""
    return of.hex[-12:]
