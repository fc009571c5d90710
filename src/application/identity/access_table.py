"""Who may do what, as the rules have it: the very table that they read."""

from typing import Final

from application.shared.messages import Message
from domain.shared.access import MEANINGS, PERMISSIONS, Permission, Role
from domain.shared.grants import SCOPES, Scope


class RoleRow(Message, frozen=True):
    role: Role
    permissions: list[Permission]


class PermissionRow(Message, frozen=True):
    """`scope` is what an API key needs to carry it; where it is null, none does."""

    permission: Permission
    allows: str
    scope: Scope | None


class ScopeRow(Message, frozen=True):
    scope: Scope
    allows: str


class AccessTable(Message, frozen=True):
    """What people own, such as the tickets they opened, is theirs without a permission."""

    roles: list[RoleRow]
    permissions: list[PermissionRow]
    scopes: list[ScopeRow]


ACCESS_TABLE: Final = AccessTable(
    roles=[RoleRow(role, [one for one in Permission if one in PERMISSIONS[role]]) for role in Role],
    permissions=[PermissionRow(one, MEANINGS[one].sentence, MEANINGS[one].scope) for one in Permission],
    scopes=[ScopeRow(one, SCOPES[one]) for one in Scope],
)
