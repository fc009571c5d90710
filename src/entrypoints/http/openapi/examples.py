"""An example of everything that crosses the wire, as the very types that cross it: none can go stale unseen."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from application.audit.queries import AuditRow
from application.desk.act_on_tickets import Mode, Refused, TicketAction, TicketOutcome
from application.desk.count_tickets import TicketCounts
from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.calendars import CalendarCard
from application.desk.queries.categories import CategoryCard
from application.desk.queries.clocks import ClockRow, ClocksCard, ClockState, PromiseRow, StretchRow
from application.desk.queries.comments import CommentCard, RevisionRow
from application.desk.queries.complaints import ComplaintRow
from application.desk.queries.developers import DeveloperCard
from application.desk.queries.drafts import DraftCard
from application.desk.queries.history import HistoryRow
from application.desk.queries.links import LinkRow
from application.desk.queries.macros import FilledMacro, MacroCard
from application.desk.queries.merges import MergeCard
from application.desk.queries.ratings import RatedTicket, RatingRow
from application.desk.queries.reports import Breaches, TicketReportRow
from application.desk.queries.routing import Candidate, RoutingCard
from application.desk.queries.sla_policies import SlaPolicyCard
from application.desk.queries.statuses import StatusCard
from application.desk.queries.tags import TagRow
from application.desk.queries.teams import TeamCard
from application.desk.queries.tickets import TicketCard, TicketRow
from application.desk.queries.times import TimeRow, TimeTotal
from application.desk.queries.views import ViewCard, ViewCount
from application.desk.queries.watchers import WatchedRow, WatcherRow
from application.identity.access_table import AccessTable, PermissionRow, RoleRow, ScopeRow
from application.identity.offer_second_factor import OfferedSecondFactor
from application.identity.queries import (
    ApiKeyRow,
    ExternalIdentityRow,
    FullUserCard,
    InvitationRow,
    SecondFactorCard,
    SessionRow,
    TeamName,
    UserCard,
)
from application.identity.recovery_codes import RecoveryCodesCard
from application.notifications.queries import NotificationRow
from application.shared.page import Total
from domain.desk.absence import Absence
from domain.desk.assignment import AssignmentStatus
from domain.desk.clock import ClockKind
from domain.desk.complaint import ComplaintStatus
from domain.desk.developer import ExperienceLevel
from domain.desk.history import Doer
from domain.desk.link import Relation
from domain.desk.routing import Routing
from domain.desk.ticket import Channel, Priority, Status
from domain.desk.window import Window
from domain.shared.access import HOUSE, Permission, Role
from domain.shared.grants import Scope
from domain.shared.ids import (
    ApiKeyId,
    AssignmentId,
    CalendarId,
    CategoryId,
    CommentId,
    ComplaintId,
    ExternalIdentityId,
    InvitationId,
    LinkId,
    MacroId,
    MergeId,
    NotificationId,
    RatingId,
    RevisionId,
    SessionId,
    SlaPolicyId,
    StatusId,
    TeamId,
    TicketId,
    TimeEntryId,
    UserId,
    ViewId,
)
from domain.shared.tier import Tier
from entrypoints.http.body import Nothing
from entrypoints.http.health import Health
from entrypoints.http.rest.desk.assignments import AnswerAssignmentBody, UnassignTicketBody
from entrypoints.http.rest.desk.bulk import ActOnTicketsBody
from entrypoints.http.rest.desk.calendars import CreateCalendarBody, EditCalendarBody
from entrypoints.http.rest.desk.categories import CreateCategoryBody, EditCategoryBody
from entrypoints.http.rest.desk.comments import AddCommentBody, EditCommentBody
from entrypoints.http.rest.desk.complaints import MoveComplaintBody, SubmitComplaintBody
from entrypoints.http.rest.desk.developers import AbsenceBody, SetDeveloperProfileBody
from entrypoints.http.rest.desk.drafts import KeepDraftBody
from entrypoints.http.rest.desk.links import LinkTicketsBody
from entrypoints.http.rest.desk.macros import CreateMacroBody, EditMacroBody
from entrypoints.http.rest.desk.merges import MergeTicketBody
from entrypoints.http.rest.desk.ratings import GiveRatingBody
from entrypoints.http.rest.desk.sla_policies import CreateSlaPolicyBody, EditSlaPolicyBody
from entrypoints.http.rest.desk.statuses import CreateStatusBody, EditStatusBody
from entrypoints.http.rest.desk.teams import CreateTeamBody, EditTeamBody
from entrypoints.http.rest.desk.tickets import (
    AssignTicketBody,
    FollowUpTicketBody,
    MoveTicketBody,
    OpenTicketBody,
    ReplaceTicketBody,
    ReviseTicketBody,
    TagTicketBody,
)
from entrypoints.http.rest.desk.times import AmendTimeBody, LogTimeBody
from entrypoints.http.rest.desk.views import CreateViewBody, EditViewBody
from entrypoints.http.rest.desk.windows import WindowBody
from entrypoints.http.rest.identity.api_keys import CreateApiKeyBody, NewApiKeyCard
from entrypoints.http.rest.identity.auth import CookieCard, LogInBody, RefreshBody, RegisterBody, TokensCard
from entrypoints.http.rest.identity.export import OwnDocument
from entrypoints.http.rest.identity.invitations import AcceptInvitationBody, InviteToTeamBody
from entrypoints.http.rest.identity.me import ConfirmEmailChangeBody, EditMeBody, RequestEmailChangeBody
from entrypoints.http.rest.identity.passwords import (
    ChangePasswordBody,
    RequestPasswordResetBody,
    ResetPasswordBody,
    VerifyEmailBody,
)
from entrypoints.http.rest.identity.providers import LinkBody, LinkCard, ProviderCard, ProvidersCard
from entrypoints.http.rest.identity.second_factor import ConfirmSecondFactorBody, OfferSecondFactorBody, ProofBody
from entrypoints.http.rest.identity.sessions import CsrfCard, LogOutBody
from entrypoints.http.rest.identity.users import CreateUserBody, EditUserBody, ReplaceUserBody, SuspendUserBody

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_CUSTOMER: Final = UserId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c01"))
_DEVELOPER: Final = UserId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c02"))
_TEAM: Final = TeamId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c03"))
_CATEGORY: Final = CategoryId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c04"))
_TICKET: Final = TicketId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c05"))
_COMMENT: Final = CommentId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c06"))
_STATUS: Final = StatusId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c2e"))
_MACRO: Final = MacroId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0d"))
_OTHER_TICKET: Final = TicketId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0b"))

_POLICY: Final = SlaPolicyId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0d"))
_CALENDAR: Final = CalendarId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0c"))
_VIEW: Final = ViewId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0e"))
_VIEW_FILTER: Final = {"status": "open,in_progress", "priority": "high,critical", "assigneeId": "me"}

_TITLE: Final = "The monthly report stays empty"
_DESCRIPTION: Final = "Since this morning the monthly report shows no rows."
_TAGS: Final = ("report", "regression")
_REFRESH_TOKEN: Final = "AZyquGxAe2yhww1POiscCgAAAAAAAQ…"  # noqa: S105 - only how they begin
_CSRF_TOKEN: Final = "2f0c9b…"  # noqa: S105 - only how they begin
_GOOGLE: Final = "https://accounts.google.com"
_TOTP_SECRET: Final = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - that of RFC 6238
_TOTP_URI: Final = f"otpauth://totp/TixGenius:customer%40example.com?secret={_TOTP_SECRET}&issuer=TixGenius…"
_RECOVERY_CODE: Final = "QX4M-27KD-LPEB-V5RA-GTYC-6NWU"
_BIRTH: Final[dict[str, datetime]] = {"created_at": _AT, "updated_at": _AT}

_TIME: Final = TimeRow(
    id=TimeEntryId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c21")),
    ticket_id=_TICKET,
    user_id=_DEVELOPER,
    minutes=45,
    spent_on=_AT.date(),
    note="Looked into the logs.",
    **_BIRTH,
)
_RATING: Final = RatingRow(
    id=RatingId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c23")),
    ticket_id=_TICKET,
    score=4,
    comment="Solved, though it took a while.",
    resolved_at=_AT,
    **_BIRTH,
)
_COMPLAINT: Final = ComplaintRow(
    id=ComplaintId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c22")),
    ticket_id=_TICKET,
    complainant_id=_CUSTOMER,
    subject="A week without an answer",
    text="Nobody has answered for a week, and twice I was asked the same.",
    status=ComplaintStatus.RESOLVED,
    resolution="The ticket had fallen between two teams. We have put that right, and are sorry.",
    **_BIRTH,
)
_USER: Final = UserCard(
    id=_CUSTOMER,
    email="customer@example.com",
    first_name="",
    last_name="",
    name="customer",
    phone=None,
    role=Role.CUSTOMER,
    tier=Tier.REGULAR,
    is_active=True,
    team_id=None,
    last_login_at=_AT,
    email_verified_at=None,
    version=1,
    **_BIRTH,
)
_FULL_USER: Final = FullUserCard(
    id=_CUSTOMER,
    email="customer@example.com",
    first_name="",
    last_name="",
    name="customer",
    phone=None,
    role=Role.CUSTOMER,
    tier=Tier.REGULAR,
    is_active=True,
    suspended_because=None,
    team=TeamName(_TEAM, "Reporting"),
    has_password=True,
    last_login_at=_AT,
    email_verified_at=None,
    pending_email=None,
    version=1,
    **_BIRTH,
)
_SHOWN: Final[dict[str, Any]] = {
    "id": _TICKET,
    "number": 4711,
    "title": _TITLE,
    "status": Status.OPEN,
    "status_id": None,
    "priority": Priority.HIGH,
    "category_id": _CATEGORY,
    "team_id": _TEAM,
    "assignee_id": None,
    "requester_id": _CUSTOMER,
    "channel": Channel.API,
    "tags": list(_TAGS),
    "due_at": None,
    **_BIRTH,
}

_API_KEY: Final[dict[str, Any]] = {
    "id": ApiKeyId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0b")),
    "name": "Nightly report",
    "prefix": "tix_019caab86c407b6ca1c30d4f3a2b1c0b",
    "scopes": [Scope.TICKETS_READ],
    "created_at": _AT,
    "expires_at": _AT + timedelta(days=365),
}

_SHOWN_TO_CALLERS: Final[tuple[Struct, ...]] = (
    Health("ok", {"database": "up"}),
    _USER,
    TokensCard(
        access_token="eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9…",  # noqa: S106 - only how they begin
        refresh_token=_REFRESH_TOKEN,
        token_type="Bearer",  # noqa: S106 - no password
        expires_in=900,
        user=_USER,
    ),
    CookieCard(csrf_token=_CSRF_TOKEN, expires_in=604_800, user=_USER),
    CsrfCard(csrf_token=_CSRF_TOKEN),
    ProvidersCard([ProviderCard("google", _GOOGLE, "/api/v1/auth/google")]),
    LinkCard(f"{_GOOGLE}/o/oauth2/v2/auth?response_type=code&…"),
    ExternalIdentityRow(
        id=ExternalIdentityId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0b")),
        issuer=_GOOGLE,
        email="customer@example.com",
        created_at=_AT,
        last_used_at=_AT,
    ),
    SessionRow(
        id=SessionId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0a")),
        user_agent="curl/8.5.0",
        ip="203.0.113.7",
        is_current=True,
        created_at=_AT,
        last_used_at=_AT,
        expires_at=_AT + timedelta(days=7),
    ),
    ApiKeyRow(**_API_KEY, last_used_at=None),
    NewApiKeyCard(**_API_KEY, key=f"{_API_KEY['prefix']}3q2-7wVdE0…"),
    AccessTable(
        roles=[RoleRow(Role.CUSTOMER, [Permission.TICKETS_OPEN])],
        permissions=[PermissionRow(Permission.TICKETS_OPEN, "Open tickets.", Scope.TICKETS_WRITE)],
        scopes=[ScopeRow(Scope.TICKETS_WRITE, "Open, change, move and assign tickets.")],
    ),
    InvitationRow(
        id=InvitationId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0b")),
        team_id=_TEAM,
        email="developer@example.com",
        role=Role.DEVELOPER,
        invited_by=_CUSTOMER,
        created_at=_AT,
        expires_at=_AT + timedelta(hours=72),
    ),
    _FULL_USER,
    OwnDocument(
        account=_FULL_USER,
        sessions=[],
        api_keys=[],
        identities=[],
        developer_profile=None,
        tickets=[],
        comments=[],
        drafts=[],
        macros=[],
        views=[],
        time_entries=[_TIME],
        ratings=[_RATING],
        complaints=[_COMPLAINT],
        watched=[WatchedRow(ticket_id=_TICKET, created_at=_AT)],
        notifications=[],
        audit=[],
    ),
    SecondFactorCard(active_since=_AT, recovery_codes_left=9),
    OfferedSecondFactor(secret=_TOTP_SECRET, uri=_TOTP_URI, expires_at=_AT + timedelta(minutes=10)),
    RecoveryCodesCard(recovery_codes=[_RECOVERY_CODE]),
    TicketRow(**_SHOWN),
    TicketCounts(
        total=Total(1_000, is_capped=True),
        by_status={status: Total(rank) for rank, status in enumerate(Status)},
        by_priority={priority: Total(rank) for rank, priority in enumerate(Priority)},
        mine=Total(4),
        unassigned=Total(12),
        overdue=Total(0),
    ),
    TicketCard(
        **_SHOWN,
        description=_DESCRIPTION,
        resolution=None,
        external_key=None,
        merged_into_id=None,
        first_response_at=None,
        resolved_at=None,
        closed_at=None,
        version=1,
    ),
    TicketOutcome(_TICKET, ok=False, error=Refused("DESK_TICKET_CLOSED", "Ticket 4711 is closed.", {})),
    CommentCard(
        id=_COMMENT,
        ticket_id=_TICKET,
        author_id=_CUSTOMER,
        body="It is empty for my colleagues too.",
        is_internal=False,
        mentions=(),
        version=1,
        edited_at=None,
        removed_at=None,
        created_at=_AT,
        body_html="<p>It is empty for my colleagues too.</p>\n",
    ),
    RevisionRow(
        id=RevisionId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0c")),
        comment_id=_COMMENT,
        version=1,
        body="It is emty for my colleagues too.",
        written_at=_AT,
        created_at=_AT + timedelta(minutes=1),
    ),
    DraftCard(ticket_id=_TICKET, body="Have you tried", is_internal=False, **_BIRTH),
    MacroCard(
        id=_MACRO,
        owner_id=None,
        name="Try again",
        body="Hello {{requester.firstName}}, can you try again?",
        is_internal=False,
        status=Status.PENDING,
        priority=None,
        tags=["retried"],
        assigns_to_me=False,
        version=1,
        **_BIRTH,
    ),
    FilledMacro(
        macro_id=_MACRO,
        body="Hello Ada, can you try again?",
        body_html="<p>Hello Ada, can you try again?</p>\n",
        is_internal=False,
    ),
    LinkRow(
        id=LinkId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0a")),
        relation=Relation.BLOCKED_BY,
        ticket_id=_OTHER_TICKET,
        number=4710,
        title="The nightly import stops half-way",
        status=Status.IN_PROGRESS,
        created_by=_DEVELOPER,
        created_at=_AT,
    ),
    _COMPLAINT,
    _RATING,
    RatedTicket(number=4711, title=_TITLE, score=None, comment=None),
    GiveRatingBody(score=4, comment=_RATING.comment),
    _TIME,
    TimeTotal(minutes=135, entries=3),
    WatcherRow(user_id=_CUSTOMER, added_by=_DEVELOPER, created_at=_AT),
    StatusCard(id=_STATUS, name="Waiting for parts", status=Status.PENDING, position=10, is_active=True, **_BIRTH),
    MergeCard(
        id=MergeId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0f")),
        ticket_id=_TICKET,
        into_id=_OTHER_TICKET,
        into_number=4710,
        is_across=False,
        merged_by=_DEVELOPER,
        moved={"comments": 3, "links": 1},
        left_links=0,
        created_at=_AT,
    ),
    AssignmentRow(
        id=AssignmentId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c07")),
        ticket_id=_TICKET,
        assignee_id=_DEVELOPER,
        assigned_by=HOUSE,
        status=AssignmentStatus.ACCEPTED,
        notes="",
        reason=None,
        why="Least loaded of 3 present in Reporting: 2 of 10.",
        **_BIRTH,
    ),
    RoutingCard(
        ticket_id=_TICKET,
        routing=Routing.LEAST_LOADED,
        stated_by=_CATEGORY,
        team_id=_TEAM,
        assignee_id=None,
        next_assignee_id=None,
        outcome="Waits until somebody is at work and has room.",
        candidates=[
            Candidate(
                user_id=_DEVELOPER,
                name="developer",
                why_not="Is on leave until 2027-01-02.",
                open_tickets=3,
                capacity=10,
                score=0.5,
            )
        ],
    ),
    TeamCard(id=_TEAM, name="Reporting", description="", lead_id=_DEVELOPER, members=4, **_BIRTH),
    CategoryCard(
        id=_CATEGORY,
        name="Reports",
        parent_id=None,
        team_id=_TEAM,
        routing=Routing.LEAST_LOADED,
        is_active=True,
        **_BIRTH,
    ),
    CalendarCard(
        id=_CALENDAR,
        name="Weekdays in Berlin",
        time_zone="Europe/Berlin",
        hours=[Window(0, time(9), time(17))],
        holidays=[date(2026, 5, 1)],
        **_BIRTH,
    ),
    ClocksCard(
        ticket_id=_TICKET,
        due_at=_AT + timedelta(hours=1),
        clocks=[
            ClockRow(
                kind=ClockKind.FIRST_RESPONSE,
                state=ClockState.RUNNING,
                stretches=[StretchRow(_AT, None)],
                stopped_at=None,
                promise=PromiseRow(
                    policy_id=_POLICY,
                    policy="High, soon",
                    target=60,
                    warn_at=_AT + timedelta(minutes=48),
                    due_at=_AT + timedelta(hours=1),
                    warned_at=None,
                    breached_at=None,
                ),
            )
        ],
    ),
    SlaPolicyCard(
        id=_POLICY,
        name="High, soon",
        priority=Priority.HIGH,
        category_id=None,
        tier=None,
        calendar_id=_CALENDAR,
        first_response=60,
        next_response=120,
        resolution=2_400,
        is_active=True,
        **_BIRTH,
    ),
    DeveloperCard(
        user_id=_DEVELOPER,
        name="developer",
        team_id=_TEAM,
        is_active=True,
        specializations=["reports", "sql"],
        experience_level=ExperienceLevel.SENIOR,
        github_username=None,
        slack_id=None,
        time_zone="Europe/Berlin",
        availability=[Window(0, time(9), time(17))],
        absences=[Absence(date(2026, 12, 24), date(2027, 1, 2))],
        capacity=10,
        open_tickets=3,
        **_BIRTH,
    ),
    ViewCard(
        id=_VIEW,
        name="Urgent and mine",
        owner_id=_DEVELOPER,
        filter=_VIEW_FILTER,
        sort="-priority,createdAt",
        is_shared=True,
        team_id=_TEAM,
        position=1,
        **_BIRTH,
    ),
    TicketReportRow(
        begins_at=_AT,
        ends_at=_AT + timedelta(days=1),
        opened=12,
        solved=9,
        backlog=41,
        first_response_p50=1_260,
        first_response_p90=9_480,
        resolution_p50=86_400,
        resolution_p90=345_600,
        breaches=Breaches(first_response=1),
    ),
    ViewCount(id=_VIEW, total=7, total_is_capped=False),
    TagRow(tag=_TAGS[0], tickets=12),
    NotificationRow(
        id=NotificationId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c08")),
        kind="desk.ticket_assigned",
        ticket_id=_TICKET,
        text=f"Ticket 4711 is yours: {_TITLE}",
        created_at=_AT,
        read_at=None,
    ),
    HistoryRow(
        id=UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c0e"),
        action="desk.ticket_moved",
        by=Doer.STAFF,
        actor_id=_DEVELOPER,
        actor_name="Ada Byron",
        old_values={"status": "open"},
        new_values={"status": "in_progress"},
        created_at=_AT,
    ),
    AuditRow(
        id=UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c09"),
        action="desk.ticket_edited",
        entity_type="ticket",
        entity_id=_TICKET,
        actor_id=_CUSTOMER,
        ticket_id=_TICKET,
        user_id=None,
        old_values={"priority": "medium"},
        new_values={"priority": "high"},
        ip="203.0.113.7",
        user_agent="curl/8.5.0",
        request_id="0b0d4c2f8f3e4f6c9f57b3b1d1a1e2c3",
        api_key_id=None,
        created_at=_AT,
    ),
)
_STATED_BY_CALLERS: Final[tuple[Struct, ...]] = (
    Nothing(),
    RegisterBody(email="customer@example.com", password="Correct-Horse-7"),  # noqa: S106 - opens nothing
    LogInBody(email="customer@example.com", password="Correct-Horse-7"),  # noqa: S106 - as above
    RefreshBody(refresh_token=_REFRESH_TOKEN),
    LogOutBody(everywhere=True),
    LinkBody(return_to="/account"),
    RequestPasswordResetBody(email="customer@example.com"),
    ResetPasswordBody(token="3q2-7wVdE0…", password="Correct-Horse-8"),  # noqa: S106 - opens nothing
    ChangePasswordBody(current_password="Correct-Horse-7", new_password="Correct-Horse-8"),  # noqa: S106 - as above
    VerifyEmailBody(token="Zk0pY8rT1c…"),  # noqa: S106 - as above
    CreateApiKeyBody(name="Nightly report", scopes=(Scope.TICKETS_READ,)),
    OfferSecondFactorBody(current_password="Correct-Horse-7"),  # noqa: S106 - as above
    ConfirmSecondFactorBody(code="287082"),
    ProofBody(current_password="Correct-Horse-7", code=_RECOVERY_CODE),  # noqa: S106 - as above
    CreateUserBody(email="developer@example.com", role=Role.DEVELOPER, team_id=_TEAM),
    ReplaceUserBody(email="senior.developer@example.com", role=Role.DEVELOPER, tier=Tier.REGULAR, team_id=_TEAM),
    EditUserBody(role=Role.MANAGER),
    SuspendUserBody(reason="Left the company."),
    EditMeBody(phone="+1 555 0100"),
    InviteToTeamBody(email="developer@example.com", role=Role.DEVELOPER),
    AcceptInvitationBody(token="Vt9sH2mXc4…", password="Correct-Horse-7"),  # noqa: S106 - opens nothing
    RequestEmailChangeBody(email="moved@example.com", current_password="Correct-Horse-7"),  # noqa: S106 - opens nothing
    ConfirmEmailChangeBody(token="Wm4xN7qLb2…"),  # noqa: S106 - as above
    OpenTicketBody(title=_TITLE, description=_DESCRIPTION, priority=Priority.HIGH, tags=_TAGS),
    FollowUpTicketBody(title="The monthly report is empty again", description=_DESCRIPTION),
    ReplaceTicketBody(title=_TITLE, description=_DESCRIPTION, priority=Priority.CRITICAL, tags=_TAGS),
    ReviseTicketBody(priority=Priority.CRITICAL),
    TagTicketBody(add=("outage",), remove=("regression",)),
    AssignTicketBody(assignee_id=_DEVELOPER, notes="You know the reports best."),
    MoveTicketBody(status=Status.RESOLVED, resolution="The nightly import runs again."),
    ActOnTicketsBody(
        ids=(_TICKET, _OTHER_TICKET),
        mode=Mode.EACH,
        action=TicketAction(priority=Priority.CRITICAL, add_tags=("outage",), assignee_id=_DEVELOPER),
        versions={_TICKET: 3},
    ),
    AddCommentBody(body="It is empty for my colleagues too."),
    EditCommentBody(body="It is empty for my colleagues, too."),
    CreateStatusBody(name="Waiting for the supplier", status=Status.PENDING, position=20),
    EditStatusBody(name="Waiting for spare parts"),
    MergeTicketBody(into_id=_OTHER_TICKET),
    CreateMacroBody(
        name="Try again",
        body="Hello {{requester.firstName}}, can you try again?",
        status=Status.PENDING,
        tags=("retried",),
    ),
    EditMacroBody(name="Please try again"),
    KeepDraftBody(body="Have you tried"),
    LogTimeBody(minutes=45, spent_on=_AT.date(), note="Looked into the logs."),
    AmendTimeBody(minutes=60),
    SubmitComplaintBody(
        subject=_COMPLAINT.subject,
        text="Nobody has answered for a week, and twice I was asked the same.",
        ticket_id=_TICKET,
    ),
    MoveComplaintBody(status=ComplaintStatus.UNDER_REVIEW),
    LinkTicketsBody(relation=Relation.BLOCKED_BY, ticket_id=_OTHER_TICKET),
    UnassignTicketBody(reason="On leave from tomorrow."),
    AnswerAssignmentBody(status="rejected", reason="On leave from tomorrow."),
    CreateViewBody(
        name="Urgent and mine", filter=_VIEW_FILTER, sort="-priority,createdAt", is_shared=True, team_id=_TEAM
    ),
    EditViewBody(position=2),
    CreateTeamBody(name="Reporting", lead_id=_DEVELOPER),
    EditTeamBody(description="Everything with numbers in it."),
    CreateCategoryBody(name="Reports", team_id=_TEAM, routing=Routing.LEAST_LOADED),
    EditCategoryBody(is_active=False),
    CreateCalendarBody(
        name="Weekdays in Berlin",
        time_zone="Europe/Berlin",
        hours=(WindowBody(weekday=0, start=time(9), end=time(17)),),
        holidays=(date(2026, 5, 1),),
    ),
    EditCalendarBody(holidays=(date(2026, 5, 1), date(2026, 12, 25))),
    CreateSlaPolicyBody(name="High, soon", calendar_id=_CALENDAR, priority=Priority.HIGH, first_response=60),
    EditSlaPolicyBody(first_response=30),
    SetDeveloperProfileBody(
        specializations=("reports", "sql"),
        experience_level=ExperienceLevel.SENIOR,
        time_zone="Europe/Berlin",
        availability=(WindowBody(weekday=0, start=time(9), end=time(17)),),
        absences=(AbsenceBody(first=date(2026, 12, 24), last=date(2027, 1, 2)),),
    ),
)

EXAMPLES: Final[Mapping[type[Struct], Any]] = {
    type(example): msgspec.to_builtins(example) for example in (*_SHOWN_TO_CALLERS, *_STATED_BY_CALLERS)
}
