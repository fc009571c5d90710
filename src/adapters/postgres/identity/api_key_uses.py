import asyncio
import logging
from datetime import datetime
from typing import Final, final

from sqlalchemy import func, or_, select, update

from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import api_keys
from adapters.postgres.transaction import ask
from application.identity.ports import ApiKeyUses
from domain.identity.api_key import NOTED_EVERY
from domain.shared.errors import Refusal
from domain.shared.ids import ApiKeyId

REMEMBERED: Final = 10_000
"""Keys of which it is known here that their use was noted a moment ago."""

WAITING: Final = 1_000
"""Uses that wait to be written; those beyond are lost."""

_LAST: Final = api_keys.c.last_used_at
_WRITTEN: Final = (
    update(api_keys)
    .values(last_used_at=parameter("at", _LAST))
    .where(
        api_keys.c.id == parameter("id", api_keys.c.id),
        or_(_LAST.is_(None), parameter("before", _LAST) >= _LAST),
    )
    .returning(api_keys.c.id)
    .cte("written")
)
_WRITE: Final = Statement(select(func.count()).select_from(_WRITTEN))

log = logging.getLogger(__name__)


@final
class PostgresApiKeyUses(ApiKeyUses):
    """Written in a task of its own, one statement after the other, over one connection at most.

    Other processes may have noted the same: the statement itself looks when it was last.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._noted: dict[ApiKeyId, datetime] = {}
        self._waiting: dict[ApiKeyId, datetime] = {}
        self._writing: asyncio.Task[None] | None = None

    def note(self, key_id: ApiKeyId, at: datetime) -> None:
        last = self._noted.get(key_id)
        if (last is not None and at - last < NOTED_EVERY) or len(self._waiting) >= WAITING:
            return
        self._noted.pop(key_id, None)
        if len(self._noted) >= REMEMBERED:
            del self._noted[next(iter(self._noted))]
        self._noted[key_id] = self._waiting[key_id] = at
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._waiting:
            key_id, at = self._waiting.popitem()
            try:
                await ask(self._pool, _WRITE, {"id": key_id, "at": at, "before": at - NOTED_EVERY})
            except Refusal as refusal:
                log.info("that an API key was used is not noted: %s", refusal.message)
