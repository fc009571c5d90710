from datetime import datetime
from typing import Any, Final, final

from sqlalchemy import and_, case, func, select

from adapters.postgres.listing import SEARCH, Listing, Wanted, any_of, between, equal, or_none, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, contains, parameter
from adapters.postgres.tables import sessions, teams, users
from adapters.postgres.transaction import look
from application.identity.queries import (
    SESSION_SORTS,
    USER_SORTS,
    FullUserCard,
    KeptSession,
    SessionQueries,
    SessionRow,
    UserCard,
    UserFilter,
    UserQueries,
)
from application.shared.page import NEVER, Page, PageRequest
from domain.identity.access import may_read_user
from domain.identity.user import UserNotFound
from domain.shared.access import Actor, Permission, require
from domain.shared.ids import UserId

_VERIFIED: Final = "verified"
_UNVERIFIED: Final = "unverified"

_LISTED: Final[dict[str, Any]] = {
    "key": users.c.id,
    "sort_types": USER_SORTS,
    "sorts": {
        "createdAt": users.c.created_at,
        "updatedAt": users.c.updated_at,
        "lastLoginAt": users.c.last_login_rank,
        "email": users.c.email,
        "lastName": users.c.last_name,
    },
    "stand_ins": {users.c.last_login_rank.name: lambda row: row.last_login_at or NEVER},
    "conditions": {
        **any_of(users.c.role),
        **equal(users.c.tier, users.c.is_active),
        **or_none(users.c.team_id),
        **between(users.c.created_at, "created"),
        **between(users.c.last_login_at, "last_login"),
        _VERIFIED: users.c.email_verified_at.is_not(None),
        _UNVERIFIED: users.c.email_verified_at.is_(None),
        SEARCH: contains(users.c.search_key, SEARCH),
    },
}
_USERS: Final = Listing(UserCard, users, **_LISTED)
_CARD: Final = Statement(select(*_USERS.columns).where(users.c.id == parameter("id", users.c.id)))


_WITH_TEAMS: Final = users.outerjoin(teams, teams.c.id == users.c.team_id)
_FULL_USERS: Final = Listing(
    FullUserCard,
    users,
    rows=_WITH_TEAMS,
    team=case((teams.c.id.is_not(None), func.json_build_object("id", teams.c.id, "name", teams.c.name))),
    has_password=users.c.password_hash.is_not(None),
    **_LISTED,
)
_FULL: Final = Statement(
    select(*_FULL_USERS.columns).select_from(_WITH_TEAMS).where(users.c.id == parameter("id", users.c.id))
)


def _wanted(filter: UserFilter) -> Wanted:
    asked = wanted(filter)
    verified = asked.pop("email_verified", None)
    return asked if verified is None else asked | {_VERIFIED if verified else _UNVERIFIED: None}


@final
class PostgresUserQueries(UserQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: UserFilter, page: PageRequest) -> Page[UserCard]:
        require(actor.can(Permission.USERS_READ), "list users")
        return await _USERS.page(self._pool, _wanted(filter), page)

    async def full_list(self, actor: Actor, filter: UserFilter, page: PageRequest) -> Page[FullUserCard]:
        require(actor.can(Permission.USERS_READ), "list users")
        return await _FULL_USERS.page(self._pool, _wanted(filter), page)

    async def card(self, actor: Actor, user_id: UserId) -> UserCard:
        found = await look(self._pool, _CARD, {"id": user_id}) if may_read_user(actor, user_id) else []
        if not found:
            raise UserNotFound("There is no such user.")
        return _USERS.read(found[0])

    async def full(self, actor: Actor, user_id: UserId) -> FullUserCard:
        found = await look(self._pool, _FULL, {"id": user_id}) if may_read_user(actor, user_id) else []
        if not found:
            raise UserNotFound("There is no such user.")
        return _FULL_USERS.read(found[0])


_SERVING: Final = sessions.join(
    users,
    and_(users.c.id == sessions.c.user_id, users.c.access_version == sessions.c.access_version, users.c.is_active),
)
_SESSIONS: Final = Listing(
    SessionRow,
    sessions,
    rows=_SERVING,
    key=sessions.c.id,
    sort_types=SESSION_SORTS,
    sorts={"createdAt": sessions.c.created_at},
    conditions={
        **equal(sessions.c.user_id),
        "at": sessions.c.expires_at > parameter("at", sessions.c.expires_at),
        "unended": sessions.c.ended_at.is_(None),
    },
    is_current=sessions.c.id.is_not_distinct_from(parameter("current", sessions.c.id)),
)


_KEPT: Final = Listing(
    KeptSession,
    sessions,
    key=sessions.c.id,
    sort_types=SESSION_SORTS,
    sorts={"createdAt": sessions.c.created_at},
    conditions=equal(sessions.c.user_id),
)


@final
class PostgresSessionQueries(SessionQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, page: PageRequest, *, at: datetime) -> Page[SessionRow]:
        asked = {"user_id": actor.user_id, "at": at, "unended": None, "current": actor.session_id}
        return await _SESSIONS.page(self._pool, asked, page)

    async def kept(self, actor: Actor, page: PageRequest) -> Page[KeptSession]:
        return await _KEPT.page(self._pool, {"user_id": actor.user_id}, page)
