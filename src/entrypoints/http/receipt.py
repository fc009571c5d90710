"""Requests have to arrive in time: uvicorn itself waits for ever for whoever sends slowly or nothing at all."""

import asyncio
from asyncio import TimerHandle
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN: Final = 10.0
BODY_WITHIN: Final = 30.0
"""Seconds; for the largest body that is taken, 35 kB/s."""


class TimedHttpProtocol(HttpToolsProtocol):
    """Closes a connection when a request's head, then its body, is not there in time.

    Between requests the keep-alive timeout holds. A deadline runs from the first byte, so dripping bytes wins no time.
    """

    _deadline: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._expect(within=HEAD_WITHIN)

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._deadline is None:
            self._expect(within=HEAD_WITHIN)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._arrived()
        self._expect(within=BODY_WITHIN)

    def on_message_complete(self) -> None:
        self._arrived()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._arrived()
        super().handle_websocket_upgrade()

    def _expect(self, *, within: float) -> None:
        self._deadline = self.loop.call_later(within, self.transport.close)

    def _arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
