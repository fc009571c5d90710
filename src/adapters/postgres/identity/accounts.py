import asyncio
import time
from datetime import timedelta
from typing import Any, Final, final
from uuid import UUID

from sqlalchemy import select

from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import sessions, users
from adapters.postgres.transaction import look
from application.identity.ports import AccountState, AccountStates

KEPT_AT_MOST: Final = 10_000

_STATE: Final = Reader(AccountState)
_BY_SESSION: Final = Statement(
    select(*_STATE.columns(users, user_id=users.c.id))
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
class RecentAccountStates(AccountStates):
    """Account states that may be `staleness` old: every request asks, and hardly ever has something changed.

    Whoever asks what is being asked already shares the answer, or the refusal: a busy database is not asked for the
    same by a hundred requests, each waiting for a connection first.
    """

    def __init__(self, states: AccountStates, staleness: timedelta) -> None:
        self._states = states
        self._staleness = staleness.total_seconds()
        self._kept: dict[UUID, tuple[float, AccountState]] = {}
        self._asking: dict[UUID, tuple[float, asyncio.Task[AccountState | None]]] = {}

    def __len__(self) -> int:
        """How many are kept at the moment."""
        return len(self._kept)

    async def of(self, session_id: UUID) -> AccountState | None:
        now = time.monotonic()
        kept_until, state = self._kept.get(session_id, (0.0, None))
        if now < kept_until:
            return state
        asked_at, asking = self._asking.get(session_id, (0.0, None))
        if asking is None or asked_at + self._staleness <= now:
            asking = asyncio.create_task(self._ask(session_id, now))
            asking.add_done_callback(_heard)
            self._asking[session_id] = now, asking
        return await asyncio.shield(asking)

    async def _ask(self, session_id: UUID, asked_at: float) -> AccountState | None:
        try:
            state = await self._states.of(session_id)
            self._keep(session_id, asked_at, state)
            return state
        finally:
            if self._asking.get(session_id, (None,))[0] == asked_at:
                del self._asking[session_id]

    def _keep(self, session_id: UUID, asked_at: float, state: AccountState | None) -> None:
        """Counted from before the question: the answer is as old as that. The oldest stand first."""
        self._kept.pop(session_id, None)
        while self._kept and (len(self._kept) >= KEPT_AT_MOST or self._eldest() <= asked_at):
            del self._kept[next(iter(self._kept))]
        if state is not None:
            self._kept[session_id] = (asked_at + self._staleness, state)

    def _eldest(self) -> float:
        return next(iter(self._kept.values()))[0]


def _heard(asked: asyncio.Task[Any]) -> None:
    """A refusal is no loose end when all who waited for it have gone."""
    if not asked.cancelled():
        asked.exception()
