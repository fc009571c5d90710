"""One of everything for whoever asks, in a database: the ids in the document's examples are there, and some more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from adapters.hmac.rating_links import HmacRatingLinks
from adapters.postgres.pool import open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.desk.queries.calendars import CalendarCard
from application.desk.queries.comments import CommentCard
from application.desk.queries.statuses import StatusCard
from application.desk.queries.tickets import TicketCard
from application.shelf import Shelf
from domain.desk.category import Category
from domain.desk.merge import TicketMerge
from domain.desk.ticket import Status, Ticket
from domain.identity.access import may_read_user
from domain.identity.one_time_token import OneTimeToken, Purpose, digest_of
from domain.identity.session import Session
from domain.identity.signing_key import SigningKey
from domain.identity.user import User
from domain.shared.access import Role
from entrypoints.http.openapi.examples import EXAMPLES
from entrypoints.http.rest.desk.links import LinkTicketsBody
from entrypoints.http.rest.desk.tickets import AssignTicketBody
from entrypoints.http.rest.identity.invitations import AcceptInvitationBody
from entrypoints.http.rest.identity.me import ConfirmEmailChangeBody
from entrypoints.http.rest.identity.passwords import ResetPasswordBody, VerifyEmailBody
from tests.support.builders import (
    a_calendar,
    a_category,
    a_comment,
    a_complaint,
    a_draft,
    a_link,
    a_macro,
    a_merge,
    a_notification,
    a_policy,
    a_profile,
    a_rating,
    a_session,
    a_signing_key,
    a_status,
    a_team,
    a_ticket,
    a_time_entry,
    a_user,
    a_view,
    a_watcher,
    acting,
    an_api_key,
    an_assignment,
    an_identity,
    an_invitation,
    first_session,
)
from tests.support.shelves import stock

TICKET: Final = EXAMPLES[TicketCard]
OF_EXAMPLES: Final = {
    "team": UUID(TICKET["teamId"]),
    "category": UUID(TICKET["categoryId"]),
    "calendar": UUID(EXAMPLES[CalendarCard]["id"]),
    "customer": UUID(TICKET["requesterId"]),
    "developer": UUID(EXAMPLES[AssignTicketBody]["assigneeId"]),
    "other ticket": UUID(EXAMPLES[LinkTicketsBody]["ticketId"]),
    "comment": UUID(EXAMPLES[CommentCard]["id"]),
    "status": UUID(EXAMPLES[StatusCard]["id"]),
}
OF_MAILS: Final[Mapping[str, Purpose]] = {
    EXAMPLES[ResetPasswordBody]["token"]: Purpose.PASSWORD_RESET,
    EXAMPLES[VerifyEmailBody]["token"]: Purpose.EMAIL_VERIFICATION,
    EXAMPLES[ConfirmEmailChangeBody]["token"]: Purpose.EMAIL_CHANGE,
}
JWT_SECRET: Final = "for tests " * 4
FIRST_NUMBER: Final = 10_000_000
"""Of tickets put in here; far from where the database counts."""


@dataclass(frozen=True)
class World:
    """`ids` has, for each name of a path parameter, what there is to name; `aims` what an operation can work on.

    `leaver` is of the same role, to log out instead of the actor; `unused` is a session to refresh, of neither.
    `signing_key` signs their tokens.
    """

    actor: User
    leaver: User
    unused: Session
    signing_key: SigningKey
    ids: Mapping[str, list[UUID]]
    aims: Mapping[str, Mapping[str, UUID]]
    kept: Collection[UUID]
    """Tickets that only the operations aimed at them are tried on: what one does to them, the next could not do."""

    def aim(self, operation: str, name: str) -> UUID:
        """What an operation's example is about: something on which it can succeed, if the actor may."""
        return self.aims.get(operation, {}).get(name, self.ids[name][0])

    def is_kept_from(self, operation: str, name: str, value: object) -> bool:
        return str(value) in map(str, self.kept) and str(value) != str(self.aim(operation, name))


async def settle(database_url: str, role: Role) -> World:
    """Fill an empty database for somebody of this role."""
    async with open_pool(database_url) as pool:
        return await _stock(postgres_shelf(pool, ids=UuidIds(), awaited=frozenset()), role)


async def _stock(shelf: Shelf, role: Role) -> World:
    team, spare_team = a_team(id=OF_EXAMPLES["team"]), a_team()
    category, spare_category = a_category(id=OF_EXAMPLES["category"], team_id=team.id), a_category()
    actor = a_user(role=role, team_id=team.id)
    developer = a_user(id=OF_EXAMPLES["developer"], role=Role.DEVELOPER, team_id=team.id)
    customer, spare = a_user(id=OF_EXAMPLES["customer"]), a_user()
    idle, suspended = a_user(), a_user(is_active=False)
    leaver, guest = a_user(role=role), a_user()
    users = [actor, developer, customer, spare, idle, suspended, leaver, guest, a_user(role=Role.ADMIN)]
    elsewhere, unused = a_session(user_id=actor.id), a_session(user_id=guest.id)
    sessions = [first_session(actor), first_session(leaver), elsewhere, unused]
    profiles = [a_profile(user_id=user.id, capacity=1_000) for user in (actor, developer, spare)]
    tickets = _tickets(actor, team_id=team.id, category_id=category.id)
    opened, held, taken, resolved, claimable, offered, returned, discussed = tickets
    comments = [a_comment(ticket_id=ticket.id, author_id=actor.id) for ticket in tickets]
    link = a_link(source_id=taken.id, target_id=resolved.id, created_by=actor.id)
    other = a_ticket(id=OF_EXAMPLES["other ticket"], number=FIRST_NUMBER - 1, requester_id=actor.id)
    mine = {"assignee_id": actor.id, "assigned_by": developer.id}
    turn, spare_turn = (an_assignment(ticket_id=ticket.id, **mine) for ticket in (taken, offered))
    told, (double, merge) = [a_notification(recipient_id=actor.id) for _ in range(2)], _merged(actor, other)
    await stock(shelf, team, spare_team, category, spare_category, *users, *profiles)
    key, signing_key = an_api_key(user_id=actor.id), a_signing_key()
    await stock(
        shelf, *sessions, *tickets, other, double, merge, link, *comments, turn, spare_turn, *told, key, signing_key
    )
    view, macro = a_view(owner_id=actor.id), a_macro(owner_id=actor.id)
    await stock(shelf, view, macro, a_draft(ticket_id=opened.id, author_id=actor.id))
    await _mail_tokens(shelf)
    invited, uninvited, newcomer = (an_invitation(team_id=team.id, invited_by=users[-1].id) for _ in range(3))
    await stock(shelf, invited, uninvited, replace(newcomer, digest=digest_of(EXAMPLES[AcceptInvitationBody]["token"])))
    ids: dict[str, list[Any]] = {
        "ticketId": [ticket.id for ticket in (*tickets, double)],
        "linkId": [link.id],
        "viewId": [view.id],
        "macroId": [macro.id],
        "commentId": [comment.id for comment in comments],
        "assignmentId": [turn.id, spare_turn.id],
        "notificationId": [notification.id for notification in told],
        "sessionId": [elsewhere.id],
        "apiKeyId": [key.id],
        "invitationId": [invited.id],
        "provider": ["google"],
        "teamId": [team.id, spare_team.id],
        "categoryId": [category.id, spare_category.id],
        **(promises := await _promises(shelf, category)),
        "userId": [developer.id, customer.id, spare.id],
        **await _beside(shelf, actor, customer, opened, taken, resolved=resolved),
    }
    readable = developer.id if may_read_user(acting(actor), developer.id) else actor.id
    aims: dict[str, dict[str, Any]] = {
        # Who reads others does not name themselves, for ids once named are tried on: an admin would end their token.
        "readUser": {"userId": readable},
        "readUserV2": {"userId": readable},
        "readLink": {"ticketId": taken.id},
        "readMerge": {"ticketId": double.id},
        "unmergeTicket": {"ticketId": double.id},
        "unlinkTickets": {"ticketId": taken.id},
        "readComplaint": {"complaintId": ids["complaintId"][0]},
        "moveComplaint": {"complaintId": ids["complaintId"][1]},
        "readRating": {"ticketId": resolved.id},
        "rateTicket": {"ticketId": resolved.id},
        "readWatcher": {"ticketId": opened.id, "userId": actor.id},
        "watchTicket": {"ticketId": held.id, "userId": actor.id},
        "unwatchTicket": {"ticketId": taken.id, "userId": actor.id},
        "assignTicket": {"ticketId": held.id},
        "answerAssignment": {"assignmentId": spare_turn.id},
        "claimTicket": {"ticketId": claimable.id},
        "unassignTicket": {"ticketId": returned.id},
        "editComment": {"ticketId": discussed.id, "commentId": comments[-1].id},
        "followUpTicket": {"ticketId": resolved.id},
        "moveTicket": {"ticketId": opened.id if actor.role in _STAFF else resolved.id},
        "deleteTeam": {"teamId": spare_team.id},
        "deleteCategory": {"categoryId": spare_category.id},
        "deleteCalendar": {"calendarId": promises["calendarId"][1]},
        "removeDeveloperProfile": {"userId": spare.id},
        "deleteUser": {"userId": spare.id},
        "replaceUser": {"userId": customer.id},
        "editUser": {"userId": customer.id},
        "suspendUser": {"userId": idle.id},
        "revokeInvitation": {"invitationId": uninvited.id},
        "reinstateUser": {"userId": suspended.id},
    }
    return World(
        actor, leaver, unused, signing_key, ids, aims, kept={claimable.id, offered.id, returned.id, discussed.id}
    )


def _merged(actor: User, target: Ticket) -> tuple[Ticket, TicketMerge]:
    """A duplicate of the target, just merged into it."""
    double = a_ticket(number=FIRST_NUMBER - 2, requester_id=actor.id, status=Status.CLOSED, merged_into_id=target.id)
    return double, a_merge(source_id=double.id, target_id=target.id, merged_by=actor.id, created_at=datetime.now(UTC))


async def _promises(shelf: Shelf, category: Category) -> dict[str, list[Any]]:
    """A policy, the calendar it goes by, and one by which none goes; and a status."""
    calendars = [a_calendar(id=OF_EXAMPLES["calendar"]), a_calendar()]
    policy = a_policy(calendar_id=calendars[0].id, category_id=category.id)
    status = a_status(id=OF_EXAMPLES["status"])
    await stock(shelf, *calendars, policy, status)
    return {"statusId": [status.id], "calendarId": [calendar.id for calendar in calendars], "policyId": [policy.id]}


async def _beside(shelf: Shelf, actor: User, other: User, *tickets: Ticket, resolved: Ticket) -> dict[str, list[Any]]:
    """What lies beside the actor's account and tickets, by the names of its ids."""
    assert resolved.resolved_at
    identities = [an_identity(user_id=actor.id) for _ in tickets]
    watchers = [a_watcher(ticket_id=ticket.id, user_id=actor.id) for ticket in tickets]
    entries = [a_time_entry(ticket_id=ticket.id, user_id=actor.id) for ticket in tickets]
    complaints = [a_complaint(complainant_id=user.id) for user in (actor, other)]
    rating = a_rating(ticket_id=resolved.id, requester_id=actor.id, resolved_at=resolved.resolved_at)
    await stock(shelf, *identities, *watchers, *entries, *complaints, rating)
    return {
        "identityId": [one.id for one in identities],
        "timeEntryId": [one.id for one in entries],
        "complaintId": [one.id for one in complaints],
        "token": [HmacRatingLinks(secret=JWT_SECRET).issue(resolved.id, resolved.resolved_at)],
    }


async def _mail_tokens(shelf: Shelf) -> None:
    """The one-time tokens of the examples, each good for one success, of people whom nothing else is about."""
    now = datetime.now(UTC)
    for secret, purpose in OF_MAILS.items():
        reader = a_user(password_hash="nobody's", pending_email=f"{purpose}@example.com")
        await stock(shelf, reader)
        token, _ = OneTimeToken.issue(secret, purpose, reader, cause=reader.id, at=now)
        async with shelf.identity_work() as work:
            await work.one_time_tokens.add(token)


_STAFF: Final = {Role.ADMIN, Role.MANAGER, Role.AGENT, Role.DEVELOPER}


def _tickets(actor: User, **of_a_team: Any) -> list[Ticket]:
    """All asked for by the actor: one to claim, two they hold, one that is solved, and those that are kept."""
    states: list[dict[str, Any]] = [
        {},
        {"assignee_id": actor.id},
        {"assignee_id": actor.id},
        {"status": Status.RESOLVED, "resolution": "Restarted.", "resolved_at": datetime.now(UTC)},
        {},
        {"assignee_id": actor.id},
        {"assignee_id": actor.id},
        {},
    ]
    return [
        a_ticket(requester_id=actor.id, number=FIRST_NUMBER + count, **of_a_team, **state)
        for count, state in enumerate(states)
    ]
