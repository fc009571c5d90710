"""Who may do what: roles, permissions, and the one table that joins them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, Self
from uuid import UUID

from domain.shared.errors import Forbidden
from domain.shared.grants import Grant, Scope
from domain.shared.ids import SessionId, TeamId, UserId


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    AGENT = "agent"
    DEVELOPER = "developer"
    EDITOR = "editor"
    VIEWER = "viewer"
    CUSTOMER = "customer"


class Permission(StrEnum):
    USERS_READ = "users:read"
    USERS_MANAGE = "users:manage"
    USERS_INVITE = "users:invite"
    TICKETS_OPEN = "tickets:open"
    TICKETS_READ_ALL = "tickets:read_all"
    TICKETS_READ_INTERNAL = "tickets:read_internal"
    TICKETS_WORK = "tickets:work"
    TICKETS_ASSIGN = "tickets:assign"
    TICKETS_DISCARD = "tickets:discard"
    TICKETS_MODERATE = "tickets:moderate"
    TIME_MANAGE = "time:manage"
    COMPLAINTS_READ = "complaints:read"
    COMPLAINTS_HANDLE = "complaints:handle"
    DESK_READ = "desk:read"
    DESK_CONFIGURE = "desk:configure"
    REPORTS_READ = "reports:read"
    AUDIT_READ = "audit:read"


class ScopeMissing(Forbidden):
    """The API key does not let this through."""

    code = "API_KEY_SCOPE_MISSING"


class NotForApiKeys(Forbidden):
    """Only people who are logged in may do this."""

    code = "API_KEY_NOT_ADMITTED"


class Meaning(NamedTuple):
    """What a permission allows, and the scope without which an API key does not carry it; None is never."""

    sentence: str
    scope: Scope | None


MEANINGS: Final[Mapping[Permission, Meaning]] = {
    Permission.USERS_READ: Meaning("See everybody's account.", Scope.USERS_READ),
    Permission.USERS_MANAGE: Meaning("Make, change, suspend and delete accounts.", None),
    Permission.USERS_INVITE: Meaning("Ask people by mail to join a team, in a role below one's own.", None),
    Permission.TICKETS_OPEN: Meaning("Open tickets.", Scope.TICKETS_WRITE),
    Permission.TICKETS_READ_ALL: Meaning("See every ticket, whoever asked for it.", Scope.TICKETS_READ),
    Permission.TICKETS_READ_INTERNAL: Meaning("See internal notes, and whose turn tickets were.", Scope.TICKETS_READ),
    Permission.TICKETS_WORK: Meaning(
        "Claim, change and solve the tickets one sees, write internal notes, open tickets for others.",
        Scope.TICKETS_WRITE,
    ),
    Permission.TICKETS_ASSIGN: Meaning("Hand any ticket to any developer.", Scope.TICKETS_WRITE),
    Permission.TICKETS_DISCARD: Meaning("Close open tickets unsolved, such as spam.", Scope.TICKETS_WRITE),
    Permission.TICKETS_MODERATE: Meaning(
        "Hide public replies from customers, and remove what comments say.", Scope.TICKETS_WRITE
    ),
    Permission.DESK_READ: Meaning("See teams, developers and service levels.", Scope.DESK_READ),
    Permission.DESK_CONFIGURE: Meaning(
        "Change teams, categories, developer profiles and service levels.", Scope.DESK_WRITE
    ),
    Permission.TIME_MANAGE: Meaning("See, log and change how long others worked on tickets.", Scope.TICKETS_WRITE),
    Permission.COMPLAINTS_READ: Meaning("See every complaint, whoever made it.", Scope.TICKETS_READ),
    Permission.COMPLAINTS_HANDLE: Meaning(
        "Take up complaints and say how they ended, but for one's own and those about oneself.", Scope.TICKETS_WRITE
    ),
    Permission.REPORTS_READ: Meaning("See how much the desk is asked and how soon it answers.", Scope.TICKETS_READ),
    Permission.AUDIT_READ: Meaning("See what happened, and who caused it.", Scope.AUDIT_READ),
}

_EVERYBODY: Final = frozenset({Permission.TICKETS_OPEN})
_DEVELOPER: Final = _EVERYBODY | {
    Permission.TICKETS_READ_INTERNAL,
    Permission.TICKETS_WORK,
    Permission.DESK_READ,
}
_AGENT: Final = _DEVELOPER | {Permission.TICKETS_READ_ALL, Permission.TICKETS_ASSIGN}
_MANAGER: Final = _AGENT | {
    Permission.TICKETS_DISCARD,
    Permission.TICKETS_MODERATE,
    Permission.TIME_MANAGE,
    Permission.COMPLAINTS_READ,
    Permission.COMPLAINTS_HANDLE,
    Permission.DESK_CONFIGURE,
    Permission.REPORTS_READ,
    Permission.USERS_READ,
    Permission.USERS_INVITE,
    Permission.AUDIT_READ,
}

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.CUSTOMER: _EVERYBODY,
    Role.VIEWER: _EVERYBODY,
    Role.EDITOR: _EVERYBODY,
    Role.DEVELOPER: _DEVELOPER,
    Role.AGENT: _AGENT,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: frozenset(Permission),
}
"""What each role may do. Ownership is no permission: it is asked of the thing itself, by `may_…` and scopes."""

HOUSE: Final = UserId(UUID(int=0))
"""The identity under which the house itself acts: reactions, schedules, the operator's command line."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks, as far as rules need to know them; the same person through whichever session.

    `grant` is what limits them where a program asks in their name, by an API key.
    Who `must_enrol` lacks the second factor that their role asks for, and may do nothing before they have it.
    """

    user_id: UserId
    role: Role
    team_id: TeamId | None = None
    session_id: SessionId | None = field(default=None, compare=False)
    grant: Grant | None = None
    must_enrol: bool = False

    @classmethod
    def house(cls) -> Self:
        """The house itself, which may do everything."""
        return cls(HOUSE, Role.ADMIN)

    def can(self, permission: Permission) -> bool:
        """What the role may, as far as a key lets it through."""
        if self.must_enrol:
            return False
        if permission not in PERMISSIONS[self.role]:
            return False
        return self.grant is None or self.grant.covers(MEANINGS[permission].scope)


def require(permitted: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence: require(may_assign(…), "assign")
    """Refuse unless `permitted`; `what` completes "You may not …"."""
    if not permitted:
        raise Forbidden(f"You may not {what}.")


def require_scope(actor: Actor, scope: Scope | None) -> None:
    """Refuse what an API key does not let through; None is what none does. People are held up by no scope.

    Every door asks this for each thing it offers, for not all that people may do takes a permission.
    """
    if actor.grant is None or actor.grant.covers(scope):
        return
    if scope is None:
        raise NotForApiKeys("No API key may do this: log in.")
    raise ScopeMissing(f"This takes an API key with the scope {scope}.")


def require_person(actor: Actor) -> None:
    """Refuse programs what would outlive or widen what they were given: keys, sessions, passwords."""
    require_scope(actor, None)
