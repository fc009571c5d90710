from typing import Final, final
from uuid import UUID

from sqlalchemy import literal_column, select

from adapters.postgres.identity.changes import SERVER, SNAPSHOT, Reading, Snapshot
from adapters.postgres.identity.recent import Recent
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import sessions, users
from adapters.postgres.transaction import ask
from application.identity.ports import AccountState, AccountStates

_STATE: Final = Reader(AccountState)
_BY_SESSION: Final = Statement(
    select(
        *_STATE.columns(
            users,
            user_id=users.c.id,
            session_access_version=sessions.c.access_version,
            session_expires_at=sessions.c.expires_at,
            has_second_factor=users.c.second_factor_at.is_not(None),
        ),
        literal_column(SERVER),
        literal_column(SNAPSHOT),
    )
    .select_from(sessions.join(users, users.c.id == sessions.c.user_id))
    .where(sessions.c.id == parameter("id", sessions.c.id), sessions.c.ended_at.is_(None))
)


@final
class PostgresAccountStates(AccountStates):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, session_id: UUID) -> AccountState | None:
        reading = await self.read(session_id)
        return reading.state if reading else None

    async def read(self, session_id: UUID) -> Reading | None:
        """Outside of any transaction: what others are to believe must have been committed."""
        found = await ask(self._pool, _BY_SESSION, {"id": session_id})
        if not found:
            return None
        *_, server, snapshot = found[0]
        return Reading(session_id, server, Snapshot.of(snapshot), _STATE(found[0]))


@final
class RecentAccountStates(Recent[AccountState], AccountStates):
    """Accounts by their sessions, as they were a moment ago."""
