from datetime import datetime
from functools import partial
from typing import final
from uuid import UUID

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Rows, Store
from application.identity.ports import AccountState, AccountStates
from application.identity.queries import (
    SESSION_SORTS,
    USER_SORTS,
    FullUserCard,
    KeptSession,
    SessionQueries,
    SessionRow,
    TeamName,
    UserCard,
    UserFilter,
    UserQueries,
)
from application.shared.page import Page, PageRequest
from domain.identity.access import may_read_user
from domain.identity.session import Session
from domain.identity.user import User, UserNotFound
from domain.shared.access import Actor, Permission, require
from domain.shared.ids import SessionId, UserId


@final
class MemoryUserQueries(UserQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: UserFilter, page: PageRequest) -> Page[UserCard]:
        require(actor.can(Permission.USERS_READ), "list users")
        found = (user for user in self._store.rows.users.values() if _fits(user, filter))
        return listed(found, page, USER_SORTS, partial(as_row, kind=UserCard))

    async def card(self, actor: Actor, user_id: UserId) -> UserCard:
        user = self._store.rows.users.get(user_id)
        if user is None or not may_read_user(actor, user_id):
            raise UserNotFound("There is no such user.")
        return as_row(user, UserCard)

    async def full_list(self, actor: Actor, filter: UserFilter, page: PageRequest) -> Page[FullUserCard]:
        require(actor.can(Permission.USERS_READ), "list users")
        rows = self._store.rows
        found = (user for user in rows.users.values() if _fits(user, filter))
        return listed(found, page, USER_SORTS, partial(_full, rows=rows))

    async def full(self, actor: Actor, user_id: UserId) -> FullUserCard:
        card = await self.card(actor, user_id)
        return _full(self._store.rows.users[card.id], self._store.rows)


@final
class MemoryAccountStates(AccountStates):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, session_id: UUID) -> AccountState | None:
        session = self._store.rows.sessions.get(SessionId(session_id))
        if session is None or session.ended_at is not None:
            return None
        user = self._store.rows.users[session.user_id]
        return AccountState(
            user_id=user.id,
            role=user.role,
            team_id=user.team_id,
            is_active=user.is_active,
            access_version=user.access_version,
            session_access_version=session.access_version,
            session_expires_at=session.expires_at,
            has_second_factor=user.second_factor_at is not None,
        )


@final
class MemorySessionQueries(SessionQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, page: PageRequest, *, at: datetime) -> Page[SessionRow]:
        rows = self._store.rows
        found = (
            one
            for one in rows.sessions.values()
            if one.user_id == actor.user_id and one.serves(rows.users[one.user_id], at=at)
        )
        return listed(found, page, SESSION_SORTS, partial(_session_row, current=actor.session_id))

    async def kept(self, actor: Actor, page: PageRequest) -> Page[KeptSession]:
        found = (one for one in self._store.rows.sessions.values() if one.user_id == actor.user_id)
        return listed(found, page, SESSION_SORTS, partial(as_row, kind=KeptSession))


def _full(user: User, rows: Rows) -> FullUserCard:
    """With what is kept of an account elsewhere."""
    team = as_row(rows.teams[user.team_id], TeamName) if user.team_id else None
    shown = {name: getattr(user, name) for name in FullUserCard.__struct_fields__ if hasattr(user, name)}
    return FullUserCard(**shown, team=team, has_password=user.password_hash is not None)


def _session_row(session: Session, *, current: SessionId | None) -> SessionRow:
    return SessionRow(
        id=session.id,
        user_agent=session.user_agent,
        ip=session.ip,
        is_current=session.id == current,
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
    )


def _fits(user: User, wanted: UserFilter) -> bool:
    return (
        (not wanted.role or user.role in wanted.role)
        and wanted.tier in (None, user.tier)
        and wanted.is_active in (None, user.is_active)
        and wanted.team_id in (None, user.team_id or "none")
        and wanted.email_verified in (None, user.email_verified_at is not None)
        and _within(user.created_at, wanted.created_from, wanted.created_to)
        and _within(user.last_login_at, wanted.last_login_from, wanted.last_login_to)
        and (not wanted.search or any(wanted.search.casefold() in text.casefold() for text in (user.name, user.email)))
    )


def _within(time: datetime | None, first: datetime | None, end: datetime | None) -> bool:
    if time is None:
        return first is None and end is None
    return (first is None or first <= time) and (end is None or time < end)
