"""A server that says nothing at all is worse than one that is down: its own timeouts need it to be alive."""

import asyncio
import os
import socket
from contextlib import suppress
from types import TracebackType
from typing import final

from psycopg import AsyncConnection

from domain.shared.errors import Unavailable


@final
class Patience:
    """Wait for an answer so many seconds, then hang up: Unavailable.

    Cancelling the wait would not do: psycopg would first ask the same server to stop, for another ten seconds.
    """

    __slots__ = ("_connection", "_seconds", "_timer", "_was_silent")

    def __init__(self, connection: AsyncConnection[object], seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self._was_silent = False

    def __enter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._hang_up)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._was_silent and isinstance(error, Exception):
            raise Unavailable("The database does not answer.") from error

    def _hang_up(self) -> None:
        """The waiting side finds the line closed."""
        self._was_silent = True
        with suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
