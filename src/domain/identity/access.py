from domain.shared.access import HOUSE, PERMISSIONS, Actor, Permission, Role
from domain.shared.ids import UserId


def may_manage_users(actor: Actor) -> bool:
    return actor.can(Permission.USERS_MANAGE)


def may_suspend(actor: Actor, user_id: UserId) -> bool:
    """Nobody shuts themselves out: it would take another to let them in again."""
    return may_manage_users(actor) and actor.user_id != user_id


def may_grant(own: Role, role: Role) -> bool:
    """Admins grant any role, others only such as may do less than their own."""
    return own is Role.ADMIN or PERMISSIONS[role] < PERMISSIONS[own]


def may_invite(actor: Actor, role: Role) -> bool:
    return actor.can(Permission.USERS_INVITE) and may_grant(actor.role, role)


def may_read_user(actor: Actor, user_id: UserId) -> bool:
    """Everybody reads themselves; others only with the permission."""
    return actor.user_id == user_id or actor.can(Permission.USERS_READ)


def may_make_keys_for(actor: Actor, user_id: UserId) -> bool:
    """People for themselves; for others the operator alone, because a key acts in its owner's name."""
    return actor.user_id in {user_id, HOUSE}


def may_manage_keys_of(actor: Actor, user_id: UserId) -> bool:
    """See and revoke them."""
    return actor.user_id == user_id or may_manage_users(actor)


def may_keep_keys(actor: Actor) -> bool:
    """Whoever operates the house, and no account in it."""
    return actor.user_id == HOUSE
