"""One connection to the database: patient for so long, and sparing with cursors."""

import select
from collections.abc import Sequence
from typing import Any, Final, TypeVar, final

from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout  # what the documentation of `wait` says it raises
from psycopg.rows import TupleRow

from domain.shared.errors import Unavailable

Result = TypeVar("Result")

CONNECT_TIMEOUT: Final = 2
"""Seconds."""

LOOK_EVERY: Final = 0.1
"""Seconds between two looks at whether the patience is over."""


@final
class Connection(AsyncConnection[TupleRow]):
    """Commits each statement by itself, and waits no longer than `patience` seconds for an answer.

    A server that says nothing at all is worse than one that is down: its own time limits need it to be alive.
    """

    patience: float = CONNECT_TIMEOUT
    _kept: AsyncRawCursor[TupleRow] | None = None

    async def wait(self, gen: PQGen[Result], interval: float = LOOK_EVERY, timeout: float | None = None) -> Result:  # noqa: ASYNC109 - psycopg's
        if timeout is not None:  # whoever says how long expects that nothing comes
            return await super().wait(gen, interval, timeout)
        try:
            return await super().wait(gen, interval, self.patience)
        except _WaitTimeout:
            self.pgconn.finish()  # asking the same server to stop would take as long again
            raise Unavailable("The database does not answer.") from None

    async def rows(self, text: str, values: Sequence[Any]) -> list[TupleRow]:
        """All that a statement returns. The cursor is kept, because making one costs a fifth of a statement."""
        if self._kept is None:
            self._kept = AsyncRawCursor(self)
        await self._kept.execute(text, values)
        return await self._kept.fetchall()

    def is_quiet(self) -> bool:
        """Whether the server has said nothing since: what it says unasked is mostly that it goes."""
        unread = select.poll()
        unread.register(self.fileno(), select.POLLIN)
        return not unread.poll(0)
