from collections.abc import Sequence
from datetime import datetime
from typing import final

from adapters.memory.store import Transaction
from application.identity.errors import TeamUnknown
from application.identity.ports import SessionRepository, UserRepository
from domain.identity.events import UserLoggedIn
from domain.identity.session import Session
from domain.identity.user import EmailTaken, User, UserNotFound
from domain.shared.events import Event
from domain.shared.ids import SessionId, UserId


@final
class MemoryUserRepository(UserRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, user_id: UserId) -> User:
        try:
            return self._rows.users[user_id]
        except KeyError:
            raise UserNotFound("There is no such user.") from None

    async def find_by_email(self, canonical_email: str) -> User | None:
        user_id = self._rows.addresses.get(canonical_email)
        return self._rows.users[user_id] if user_id else None

    async def look_up(self, canonical_email: str) -> User | None:
        return await self.find_by_email(canonical_email)

    async def find_or_reserve(self, canonical_email: str) -> User | None:
        return await self.find_by_email(canonical_email)  # no other transaction is under way

    async def other_admins(self, user_id: UserId) -> int:
        return sum(user.is_acting_admin and user.id != user_id for user in self._rows.users.values())

    async def save(self, user: User, *events: Event) -> None:
        if self._rows.addresses.get(user.canonical_email, user.id) != user.id:
            raise EmailTaken("There is an account with this address already.", {"email": "Taken."})
        if user.team_id is not None and user.team_id not in self._rows.teams:
            raise TeamUnknown("There is no such team.", {"teamId": "Unknown."})
        if before := self._rows.users.get(user.id):
            del self._rows.addresses[before.canonical_email]
        self._rows.addresses[user.canonical_email] = user.id
        self._transaction.save(self._rows.users, user.id, user, events)

    async def note(self, *events: Event) -> None:
        self._transaction.note(events)


@final
class MemorySessionRepository(SessionRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows
        self._sessions = transaction.rows.sessions

    async def find(self, session_id: SessionId) -> Session | None:
        return self._sessions.get(session_id)

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        return [one for one in self._sessions.values() if one.user_id == user_id and one.ended_at is None]

    async def save(self, session: Session, *events: Event) -> None:
        self._transaction.save(self._sessions, session.id, session, events)

    async def is_of_new_device(self, session: Session) -> bool:
        earlier = [
            (entry.ip, entry.user_agent)
            for entry in self._rows.audit.values()
            if entry.action == UserLoggedIn.name
            and entry.entity_id == session.user_id
            and entry.created_at < session.created_at
        ]
        return bool(earlier) and (session.ip, session.user_agent) not in earlier

    async def forget_expired(self, at: datetime) -> None:
        for session in [one for one in self._sessions.values() if one.expires_at <= at]:
            del self._sessions[session.id]
