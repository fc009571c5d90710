"""One thing of every kind that is the caller's and one that is another's, ready for whatever is asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID, uuid4

from litestar.handlers import HTTPRouteHandler

from adapters.hmac.rating_links import HmacRatingLinks
from adapters.postgres.pool import Pool
from application.desk.merge_ticket import MergeTicketCommand
from application.identity.offer_second_factor import OfferSecondFactorCommand
from domain.desk.access import TicketScope, sees_complaint, sees_time
from domain.desk.assignment import AssignmentStatus
from domain.desk.comment import Comment
from domain.desk.complaint import ComplaintStatus
from domain.desk.macro import Macro
from domain.desk.named_status import NamedStatus
from domain.desk.sla import SlaPolicy
from domain.desk.ticket import Status, Ticket
from domain.identity.access import may_manage_keys_of, may_read_user
from domain.identity.one_time_token import OneTimeToken, Purpose, digest_of
from domain.shared.access import Actor, Permission, Role
from domain.shared.ids import NotificationId, SessionId, TicketId, UserId
from entrypoints.http.policy import policy_of
from tests.support.api import Api
from tests.support.builders import (
    a_calendar,
    a_category,
    a_comment,
    a_complaint,
    a_draft,
    a_link,
    a_macro,
    a_notification,
    a_policy,
    a_profile,
    a_rating,
    a_revision,
    a_session,
    a_status,
    a_ticket,
    a_time_entry,
    a_view,
    a_watcher,
    an_api_key,
    an_assignment,
    an_identity,
    an_invitation,
)
from tests.support.house import PROVIDER
from tests.support.second_factor import App, enrolled
from tests.support.shelves import stock

Ids = Mapping[str, UUID | str]

PASSWORD: Final = "Correct-Horse-7"
ENDS_ACCESS: Final = frozenset({"change_password"})
"""Operations that end the access tokens of whoever asks."""

BY_CODE: Final = frozenset({"renew_recovery_codes", "remove_second_factor"})
"""Operations that take password and code of whoever asks."""

MERGED: Final = frozenset({"read_merge", "unmerge_ticket"})
"""Operations on a ticket that was merged."""

PURPOSES: Final = {
    "reset_password": Purpose.PASSWORD_RESET,
    "verify_email": Purpose.EMAIL_VERIFICATION,
    "confirm_email_change": Purpose.EMAIL_CHANGE,
}
"""Operations that take a one-time token, which one request uses up."""

ACTION: Final[dict[str, Any]] = {
    "comment": {"body": "For all."},
    "priority": "high",
    "addTags": ["seen"],
    "removeTags": ["seen"],
}
"""What can be done to tickets again and again, at the same cost."""
HOURS: Final = {"weekday": 0, "start": "09:00:00", "end": "17:00:00"}

VALID: Final[Mapping[str, dict[str, Any]]] = {
    "open_ticket": {"title": "It fails", "description": "Every time."},
    "follow_up_ticket": {"title": "It fails again", "description": "Since today."},
    "replace_ticket": {"title": "It fails", "description": "Every time."},
    "revise_ticket": {"title": "It fails often"},
    "move_ticket": {"status": "reopened"},
    "tag_ticket": {"add": ["seen"], "remove": ["seen"]},
    "add_comment": {"body": "For me too."},
    "edit_comment": {"body": "For me, too."},
    "create_macro": {"name": "Hello", "body": "Hello {{requester.firstName}}."},
    "edit_macro": {"internal": True},
    "keep_draft": {"body": "Have you tried"},
    "submit_complaint": {"subject": "Too slow", "text": "Nobody answers."},
    "move_complaint": {"status": "resolved", "resolution": "We are sorry."},
    "rate_ticket": {"score": 4},
    "rate_by_link": {"score": 4},
    "log_time": {"minutes": 30, "spentOn": "2026-03-02"},
    "amend_time": {"minutes": 45},
    "answer_assignment": {"status": "accepted"},
    "create_view": {"name": "A new view", "filter": {"status": "open"}},
    "edit_view": {"position": 3},
    "create_team": {"name": "A new team"},
    "edit_team": {"description": "Those who know."},
    "create_calendar": {
        "name": "A new calendar",
        "timeZone": "UTC",
        "hours": [HOURS],
    },
    "edit_calendar": {"hours": [HOURS]},
    "edit_sla_policy": {"firstResponse": 30},
    "create_status": {"name": "A new status", "status": "pending"},
    "edit_status": {"position": 7},
    "create_category": {"name": "A new category"},
    "edit_category": {"isActive": False},
    "set_developer_profile": {"capacity": 3},
    "edit_user": {"firstName": "Changed"},
    "edit_me": {"firstName": "Changed"},
    "suspend_user": {"reason": "Left the company."},
    "request_password_reset": {"email": "customer@example.com"},
    "create_api_key": {"name": "Nightly report", "scopes": ["tickets:read"]},
    "change_password": {"currentPassword": PASSWORD, "newPassword": PASSWORD},
    "offer_second_factor": {"currentPassword": PASSWORD},
}
"""Bodies that nobody could object to, by the operation; where there is none, it takes none."""


@dataclass
class World:
    api: Api
    actor: Actor = field(init=False)
    other: Actor = field(init=False)
    spare: Actor = field(init=False)
    """A developer with nothing to do, to hand tickets to."""
    unused: SessionId = field(init=False)
    """A session of theirs that was never refreshed."""
    linkable: TicketId = field(init=False)
    """A ticket of the actor's, to link others to."""
    promised: SlaPolicy = field(init=False)
    """One that is not stored: for a category and by a calendar that no other is."""
    token: str = ""
    """One that is still good, for the operation whose things were made last."""
    invited: str = ""
    """The address that the invitation went to."""
    code: str = ""
    """As above: of the actor's second factor."""

    async def settle(self, role: Role) -> None:
        """Everybody could be handed a ticket, so that a refusal is about who asks."""
        house = self.api.house
        self.spare = await house.developer()
        self.unused = SessionId(self.spare.user_id)
        self.other, self.actor = await house.person(Role.CUSTOMER), await self._with_password(role)
        await stock(house.shelf, *(a_profile(user_id=person.user_id) for person in (self.other, self.actor)))
        self.linkable = (await self.ticket_of(self.actor)).id
        self.promised = await self._policy()

    async def own(self, operation: str) -> Ids:
        return await self._things(operation, self.actor)

    async def foreign(self, operation: str) -> Ids:
        return await self._things(operation, self.other)

    @staticmethod
    def missing() -> Ids:
        return {name: uuid4() for name in _NAMES}

    @staticmethod
    def malformed() -> Ids:
        return dict.fromkeys(_NAMES, "7")

    def body(self, operation: str) -> dict[str, Any] | None:
        address = f"{uuid4().hex}@example.com"
        of_this_world: dict[str, dict[str, Any]] = {
            "assign_ticket": {"assigneeId": str(self.spare.user_id)},
            "merge_ticket": {"intoId": str(self.linkable), "acrossRequesters": True},
            "link_tickets": {"relation": "blocks", "ticketId": str(self.linkable)},
            "act_on_tickets": {"ids": [str(self.linkable)], "mode": "all", "action": ACTION},
            "create_sla_policy": {
                "name": "Soon",
                "calendarId": str(self.promised.calendar_id),
                "categoryId": str(self.promised.category_id),
                "firstResponse": 60,
            },
            "refresh": {"refreshToken": f"{self.unused}/0"},
            "request_email_change": {"email": address, "currentPassword": PASSWORD},
            "create_user": {"email": address, "role": "customer"},
            "replace_user": {"email": address, "role": "customer"},
            "invite_to_team": {"email": address, "role": "customer"},
            "accept_invitation": {"token": self.token, "password": PASSWORD},
            "reset_password": {"token": self.token, "password": PASSWORD},
            "verify_email": {"token": self.token},
            "confirm_email_change": {"token": self.token},
            "confirm_second_factor": {"code": self.code},
            **{name: {"code": self.code, "currentPassword": PASSWORD} for name in BY_CODE},
        }
        return of_this_world.get(operation) or VALID.get(operation)

    async def ask(self, method: str, path: str, operation: str, ids: Ids, by: Actor | None, **headers: str) -> Any:
        """The operation with a body that is in order."""
        body = self.body(operation)
        headers |= {"If-Match": "*"} if operation in {"replace_ticket", "revise_ticket", "edit_comment"} else {}
        url = path.format(**ids).removeprefix("/api/v1")
        return await self.api.ask(method, url, by, headers=headers, **({"json": body} if body else {}))

    def is_hidden(self, handler: HTTPRouteHandler, path: str, ticket: Ticket) -> bool:
        """Whether the actor must not learn that the other's thing exists."""
        if handler.fn.__name__ == "rate_ticket" or path.startswith("/api/v1/macros/"):
            return True  # tickets of others are none to rate, and macros of others are theirs alone
        for name, sees in _SEES.items():
            if name in path:
                return not sees(self.actor, self.other.user_id)
        if any(name in path for name in ("{notification_id}", "{session_id}", "{identity_id}", "{view_id}")):
            return True
        if "{ticket_id}" in path or "{assignment_id}" in path:
            return not TicketScope.of(self.actor).admits(ticket)
        if "/users/{user_id}" in path and not isinstance(policy_of(handler), Permission):
            return not may_read_user(self.actor, self.other.user_id)
        return False

    async def provider_answer(self) -> str:
        """The query with which a provider sends the browser back that begins now, of somebody new."""
        provider = self.api.house.provider
        code = provider.knows(uuid4().hex, subject=uuid4().hex, email=f"{uuid4().hex}@example.com", email_verified=True)
        await self.api.get(f"/auth/{PROVIDER}")
        return f"code={code}&state={provider.challenges[-1].state}"

    async def ticket_of(self, requester: Actor, **what_matters: Any) -> Ticket:
        return await self.api.house.ticket(requester_id=requester.user_id, **what_matters)

    async def _policy(self) -> SlaPolicy:
        calendar, category = a_calendar(), a_category()
        await stock(self.api.house.shelf, calendar, category)
        return a_policy(calendar_id=calendar.id, category_id=category.id)

    async def _promises(self) -> dict[str, UUID]:
        """A policy, and a calendar by which none goes."""
        policy, self.promised, calendar = await self._policy(), await self._policy(), a_calendar()
        await stock(self.api.house.shelf, policy, calendar)
        return {"policy_id": policy.id, "calendar_id": calendar.id}

    async def _with_password(self, role: Role) -> Actor:
        wanted = f"{uuid4().hex}@example.com"
        return await self.api.house.person(role, password_hash=f"1:{PASSWORD}", pending_email=wanted)

    async def _token(self, purpose: Purpose, owner: Actor) -> str:
        """As it stands in a mail to them."""
        house, secret = self.api.house, uuid4().hex
        user = await house.user(owner.user_id)
        token, _ = OneTimeToken.issue(secret, purpose, user, cause=uuid4(), at=house.clock.now())
        async with house.shelf.identity_work() as work:
            await work.one_time_tokens.add(token)
        return secret

    async def _prepare_second_factor(self, operation: str) -> None:
        """Have the actor's app show a code that the operation takes."""
        identity, clock = self.api.house.identity, self.api.house.clock
        if operation in BY_CODE:
            _, [self.code, *_] = await enrolled(self.api.house, self.actor, PASSWORD)
        elif operation == "confirm_second_factor":
            offered = await identity.offer_second_factor(
                self.actor, OfferSecondFactorCommand(current_password=PASSWORD)
            )
            self.code = App(offered.secret).code(clock.time)

    async def _equipped(self, operation: str, owner: Actor) -> Actor:
        """Whoever has what the operation takes of them: somebody new where it uses that up."""
        if operation in ENDS_ACCESS | BY_CODE | {"confirm_second_factor"} and owner is self.actor:
            owner = self.actor = await self._with_password(owner.role)
            await self._prepare_second_factor(operation)
        if operation in PURPOSES:
            self.token = await self._token(PURPOSES[operation], await self._with_password(owner.role))
        return owner

    async def _protected(self) -> Actor:
        """Somebody with a second factor, which they could lose."""
        person = await self._with_password(Role.DEVELOPER)
        await enrolled(self.api.house, person, PASSWORD)
        return person

    async def _merge(self, operation: str, ticket: Ticket, target: Ticket) -> None:
        if operation in MERGED:
            command = MergeTicketCommand(ticket_id=ticket.id, into_id=target.id)
            await self.api.house.desk.merge_ticket(Actor.house(), command)

    async def _said(self, ticket: Ticket, owner: Actor) -> Comment:
        """Something that its owner said and said better, about which the actor means to say something."""
        comment = a_comment(ticket_id=ticket.id, author_id=owner.user_id)
        draft = a_draft(ticket_id=ticket.id, author_id=self.actor.user_id)
        await stock(self.api.house.shelf, comment, a_revision(comment_id=comment.id), draft)
        return comment

    async def _macro(self, operation: str, owner: Actor) -> Macro:
        """One of its owner's; on tickets, whosever they are, the actor uses their own."""
        macro = a_macro(owner_id=(self.actor if operation in {"fill_macro", "apply_macro"} else owner).user_id)
        await stock(self.api.house.shelf, macro)
        return macro

    async def _things(self, operation: str, owner: Actor) -> Ids:
        house, owner = self.api.house, await self._equipped(operation, owner)
        is_finished = operation in {"move_ticket", "follow_up_ticket", "rate_ticket"}
        held = operation in {"assign_ticket", "unassign_ticket", "read_assignment", "answer_assignment"}
        ticket = await self.ticket_of(
            owner,
            status=Status.RESOLVED if is_finished else Status.OPEN,
            assignee_id=owner.user_id if held else None,
            resolved_at=house.clock.now() if is_finished else None,
        )
        comment = await self._said(ticket, owner)
        linked = a_ticket(requester_id=owner.user_id)
        link = a_link(source_id=ticket.id, target_id=linked.id, created_by=owner.user_id)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=owner.user_id, assigned_by=owner.user_id)
        turn = turn if held else replace(turn, status=AssignmentStatus.COMPLETED)
        view, team = a_view(owner_id=owner.user_id), await house.team()
        inviter = (await house.person(Role.ADMIN)).user_id
        invited = an_invitation(team_id=team.id, invited_by=inviter, digest=digest_of(secret := uuid4().hex))
        if operation == "accept_invitation":
            self.token, self.invited = secret, invited.email
        told = a_notification(recipient_id=owner.user_id, id=NotificationId(uuid4()))
        session = a_session(user_id=owner.user_id, id=SessionId(uuid4()))
        unused = a_session(user_id=self.spare.user_id)
        key, self.unused = an_api_key(user_id=owner.user_id), unused.id
        await stock(house.shelf, linked, link, view, turn, told, session, unused, key, invited)
        await self._merge(operation, ticket, linked)
        identity = an_identity(user_id=owner.user_id)
        await stock(house.shelf, identity, an_identity(user_id=owner.user_id))
        await self.api.let_in(self.actor)
        return {
            "ticket_id": ticket.id,
            "comment_id": comment.id,
            "macro_id": (await self._macro(operation, owner)).id,
            "link_id": link.id,
            "view_id": view.id,
            "assignment_id": turn.id,
            "notification_id": told.id,
            "session_id": session.id,
            "api_key_id": key.id,
            "team_id": team.id,
            "invitation_id": invited.id,
            "identity_id": identity.id,
            "provider": PROVIDER,
            **await self._promises(),
            "category_id": (await house.category()).id,
            "status_id": (await self._status()).id,
            "user_id": (await self._person(operation, owner)).user_id,
            **await self._beside(operation, owner, ticket),
        }

    async def _status(self) -> NamedStatus:
        status = a_status()
        await stock(self.api.house.shelf, status)
        return status

    async def _person(self, operation: str, owner: Actor) -> Actor:
        """Whom the operation is about."""
        if operation == "remove_second_factor_of_user":
            return await self._protected()
        is_about_users = operation.endswith("_user") and operation != "read_user"
        if is_about_users or operation == "remove_developer_profile":
            return await self.api.house.developer(is_active=operation != "reinstate_user")
        return owner

    async def _beside(self, operation: str, owner: Actor, ticket: Ticket) -> Ids:
        """What lies beside a ticket."""
        watcher = a_watcher(ticket_id=ticket.id, user_id=owner.user_id)
        entry = a_time_entry(ticket_id=ticket.id, user_id=owner.user_id)
        is_to_end = operation == "move_complaint"  # which nobody does with their own
        complaint = a_complaint(
            complainant_id=(self.other if is_to_end else owner).user_id,
            ticket_id=ticket.id,
            status=ComplaintStatus.UNDER_REVIEW if is_to_end else ComplaintStatus.SUBMITTED,
        )
        rating = a_rating(ticket_id=ticket.id, requester_id=owner.user_id)
        house = self.api.house
        await stock(house.shelf, watcher, entry, complaint, rating)
        rated = await self.ticket_of(owner, status=Status.RESOLVED, resolved_at=(now := house.clock.now()))
        link = HmacRatingLinks(secret=house.settings.jwt_secret).issue(rated.id, now)
        return {"time_entry_id": entry.id, "complaint_id": complaint.id, "token": link}


_SEES: Final[Mapping[str, Callable[[Actor, UserId], bool]]] = {
    "{api_key_id}": may_manage_keys_of,
    "{complaint_id}": sees_complaint,
    "{time_entry_id}": sees_time,
}
"""Who sees what is somebody's, by the name of its id in a path."""

_NAMES: Final = (
    "ticket_id",
    "comment_id",
    "macro_id",
    "link_id",
    "time_entry_id",
    "token",
    "complaint_id",
    "view_id",
    "assignment_id",
    "notification_id",
    "session_id",
    "api_key_id",
    "identity_id",
    "provider",
    "team_id",
    "invitation_id",
    "calendar_id",
    "policy_id",
    "category_id",
    "status_id",
    "user_id",
)


async def beyond_builders(pool: Pool) -> None:
    """Have the database number tickets where no builder does: those begin at one with every run."""
    async with pool.connection() as connection:
        await connection.execute("SELECT setval('ticket_number', greatest(last_value, 1000000)) FROM ticket_number")
