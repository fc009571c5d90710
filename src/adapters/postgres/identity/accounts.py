from typing import Final, final
from uuid import UUID

from sqlalchemy import select

from adapters.postgres.identity.recent import Recent
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import sessions, users
from adapters.postgres.transaction import look
from application.identity.ports import AccountState, AccountStates

_STATE: Final = Reader(AccountState)
_BY_SESSION: Final = Statement(
    select(
        *_STATE.columns(
            users,
            user_id=users.c.id,
            session_access_version=sessions.c.access_version,
            session_expires_at=sessions.c.expires_at,
        )
    )
    .select_from(sessions.join(users, users.c.id == sessions.c.user_id))
    .where(sessions.c.id == parameter("id", sessions.c.id), sessions.c.ended_at.is_(None))
)


@final
class PostgresAccountStates(AccountStates):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, session_id: UUID) -> AccountState | None:
        found = await look(self._pool, _BY_SESSION, {"id": session_id})
        return _STATE(found[0]) if found else None


@final
class RecentAccountStates(Recent[AccountState], AccountStates):
    """Accounts by their sessions, as they were a moment ago."""
