"""What programs may do in somebody's name: never more than that person, and only what was let through."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.shared.ids import ApiKeyId


class Scope(StrEnum):
    """An area of the house, to be read or to be changed. Keys hold these words, so that they are never renamed.

    There is none for changing accounts: whoever could do that could give themselves any role, and the scope were no
    limit.
    """

    USERS_READ = "users:read"
    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    DESK_READ = "desk:read"
    DESK_WRITE = "desk:write"
    NOTIFICATIONS_READ = "notifications:read"
    NOTIFICATIONS_WRITE = "notifications:write"
    AUDIT_READ = "audit:read"


INCLUDED_IN: Final[Mapping[Scope, Scope]] = {
    Scope.TICKETS_READ: Scope.TICKETS_WRITE,
    Scope.DESK_READ: Scope.DESK_WRITE,
    Scope.NOTIFICATIONS_READ: Scope.NOTIFICATIONS_WRITE,
}
"""Who may change may read: what was changed is in the answer."""

SCOPES: Final[Mapping[Scope, str]] = {
    Scope.USERS_READ: "See accounts and roles.",
    Scope.TICKETS_READ: "See tickets, what was said about them, and whose they are.",
    Scope.TICKETS_WRITE: "Open, change, move and assign tickets and comment on them; see them, too.",
    Scope.DESK_READ: "See teams, categories and developers.",
    Scope.DESK_WRITE: "Change teams, categories and developers; see them, too.",
    Scope.NOTIFICATIONS_READ: "See notifications.",
    Scope.NOTIFICATIONS_WRITE: "Mark notifications as read; see them, too.",
    Scope.AUDIT_READ: "See the audit log.",
}
"""What each lets through, in a sentence."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one API key lets through of all that its owner may."""

    api_key_id: ApiKeyId
    scopes: frozenset[Scope]

    def covers(self, scope: Scope | None) -> bool:
        """None is what no key lets through."""
        return scope is not None and (scope in self.scopes or INCLUDED_IN.get(scope) in self.scopes)
