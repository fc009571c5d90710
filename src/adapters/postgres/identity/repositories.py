from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final, final

from sqlalchemy import BigInteger, Text, delete, func, select

from adapters.postgres.events import Recorder
from adapters.postgres.kept import Kept
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import events, sessions, users
from adapters.postgres.transaction import Transaction
from application.identity.ports import SessionRepository, UserRepository
from domain.identity.events import UserLoggedIn
from domain.identity.session import Session
from domain.identity.user import User, UserNotFound
from domain.shared.access import Role
from domain.shared.events import Event
from domain.shared.ids import SessionId, UserId


def search_key(user: User) -> str:
    """What a search for people looks through."""
    return f"{user.name}\n{user.email}".casefold()


USERS: Final = Kept(
    User,
    users,
    derived={
        "canonical_email": lambda user: user.canonical_email,
        "name": lambda user: user.name,
        "search_key": search_key,
    },
)

_ADMINS_LOCK: Final = 1_096_040_769

_BY_ID: Final = Statement(USERS.to_change(users.c.id == parameter("id", users.c.id)))
_OF_ADDRESS: Final = users.c.canonical_email == parameter("canonical_email", Text())
_BY_EMAIL: Final = Statement(USERS.to_change(_OF_ADDRESS))
_BY_EMAIL_UNLOCKED: Final = Statement(USERS.selected.where(_OF_ADDRESS))
_LOCK: Final = Statement(select(func.pg_advisory_xact_lock(parameter("lock", BigInteger()))))
_OTHER_ADMINS: Final = Statement(
    select(func.count())
    .select_from(users)
    .where(users.c.role == Role.ADMIN, users.c.is_active, users.c.id != parameter("id", users.c.id))
)


@final
class PostgresUserRepository(UserRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, user_id: UserId) -> User:
        user = await USERS.load(self._transaction, _BY_ID, id=user_id)
        if user is None:
            raise UserNotFound("There is no such user.")
        return user

    async def find_by_email(self, canonical_email: str) -> User | None:
        return await USERS.load(self._transaction, _BY_EMAIL, canonical_email=canonical_email)

    async def look_up(self, canonical_email: str) -> User | None:
        return await USERS.load(self._transaction, _BY_EMAIL_UNLOCKED, canonical_email=canonical_email)

    async def find_or_reserve(self, canonical_email: str) -> User | None:
        """Locked first, then looked up: what another stored meanwhile is seen."""
        digest = sha256(canonical_email.encode("utf-8", "surrogatepass")).digest()
        await self._transaction.run(_LOCK, {"lock": int.from_bytes(digest[:8], signed=True)})
        return await self.find_by_email(canonical_email)

    async def other_admins(self, user_id: UserId) -> int:
        """How many there are besides. Locked first, then counted.

        Whoever stops being an admin asks here, so that one lock serves; two who each locked the other's row would
        wait for each other for ever.
        """
        await self._transaction.run(_LOCK, {"lock": _ADMINS_LOCK})
        counted = await self._transaction.run(_OTHER_ADMINS, {"id": user_id})
        return int(counted[0][0])

    async def save(self, user: User, *events: Event) -> None:
        await USERS.save(self._transaction, self._recorder, user, events)

    async def note(self, *events: Event) -> None:
        await self._recorder.record(self._transaction, events)


SESSIONS: Final = Kept(Session, sessions)

_SWEPT_AT_ONCE: Final = 10
"""Expired sessions that each new one takes away: more than come, so that they do not pile up."""

_SESSION: Final = Statement(SESSIONS.to_change(sessions.c.id == parameter("id", sessions.c.id)))
_LIVE: Final = Statement(
    SESSIONS.to_change(
        sessions.c.user_id == parameter("user_id", sessions.c.user_id), sessions.c.ended_at.is_(None)
    ).order_by(sessions.c.id)
)
_LOGINS: Final = select(events.c.id).where(
    events.c.entity_type == UserLoggedIn.entity,
    events.c.entity_id == parameter("user_id", events.c.entity_id),
    events.c.created_at < parameter("created_at", events.c.created_at),
    events.c.name == UserLoggedIn.name,
)
_FROM_HERE: Final = _LOGINS.where(
    *(events.c[name].is_not_distinct_from(parameter(name, events.c[name])) for name in ("ip", "user_agent"))
)
_IS_NEW_DEVICE: Final = Statement(select(_LOGINS.exists() & ~_FROM_HERE.exists()))
_EXPIRED: Final = (
    select(sessions.c.id)
    .where(sessions.c.expires_at <= parameter("at", sessions.c.expires_at))
    .limit(_SWEPT_AT_ONCE)
    .with_for_update(skip_locked=True)
    .cte("expired")
)
_SWEPT: Final = delete(sessions).where(sessions.c.id == _EXPIRED.c.id).returning(sessions.c.id).cte("swept")
_SWEEP: Final = Statement(select(func.count()).select_from(_SWEPT))


@final
class PostgresSessionRepository(SessionRepository):
    """Rows are locked in the order of their ids, so that those who lock several do not wait for each other."""

    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, session_id: SessionId) -> Session | None:
        return await SESSIONS.load(self._transaction, _SESSION, id=session_id)

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        return await SESSIONS.load_all(self._transaction, _LIVE, user_id=user_id)

    async def save(self, session: Session, *events: Event) -> None:
        await SESSIONS.save(self._transaction, self._recorder, session, events)

    async def is_of_new_device(self, session: Session) -> bool:
        given = {name: getattr(session, name) for name in ("user_id", "created_at", "ip", "user_agent")}
        [(is_new,)] = await self._transaction.run(_IS_NEW_DEVICE, given)
        return bool(is_new)

    async def forget_expired(self, at: datetime) -> None:
        await self._transaction.run(_SWEEP, {"at": at})
