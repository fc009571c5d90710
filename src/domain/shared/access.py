"""Who may do what: roles, permissions, and the one table that joins them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from domain.shared.errors import Forbidden
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
    TICKETS_OPEN = "tickets:open"
    TICKETS_READ_ALL = "tickets:read_all"
    TICKETS_WORK = "tickets:work"
    TICKETS_ASSIGN = "tickets:assign"
    TICKETS_DISCARD = "tickets:discard"
    DESK_READ = "desk:read"
    DESK_CONFIGURE = "desk:configure"
    AUDIT_READ = "audit:read"


_EVERYBODY: Final = frozenset({Permission.TICKETS_OPEN})
_DEVELOPER: Final = _EVERYBODY | {Permission.TICKETS_WORK, Permission.DESK_READ}
_AGENT: Final = _DEVELOPER | {Permission.TICKETS_READ_ALL, Permission.TICKETS_ASSIGN}
_MANAGER: Final = _AGENT | {
    Permission.TICKETS_DISCARD,
    Permission.DESK_CONFIGURE,
    Permission.USERS_READ,
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
    """Whoever asks, as far as rules need to know them; the same person through whichever session."""

    user_id: UserId
    role: Role
    team_id: TeamId | None = None
    session_id: SessionId | None = field(default=None, compare=False)

    @classmethod
    def house(cls) -> Self:
        """The house itself, which may do everything."""
        return cls(HOUSE, Role.ADMIN)

    def can(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]


def require(permitted: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence: require(may_assign(…), "assign")
    """Refuse unless `permitted`; `what` completes "You may not …"."""
    if not permitted:
        raise Forbidden(f"You may not {what}.")
