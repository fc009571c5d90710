"""Requests have to arrive in time: uvicorn itself waits for ever for whoever sends slowly or nothing at all."""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN: Final = 10.0
BODY_WITHIN: Final = 30.0
"""Seconds; for the largest body that is taken, 35 kB/s."""

LOOK_EVERY: Final = 2.5
"""Seconds between two looks at a connection. A timer for each deadline would be made and unmade twice a request."""


class TimedHttpProtocol(HttpToolsProtocol):
    """Closes a connection when a request's head, then its body, is not there in time.

    Between requests the keep-alive timeout holds. A deadline runs from the first byte, so dripping bytes wins no time.
    """

    _deadline: float | None = None
    """On the clock of the loop; None while nothing is being waited for."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._deadline = self.loop.time() + HEAD_WITHIN
        self._look_later()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._deadline is None:
            self._deadline = self.loop.time() + HEAD_WITHIN

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._deadline = self.loop.time() + BODY_WITHIN

    def on_message_complete(self) -> None:
        self._deadline = None
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._deadline = None
        super().handle_websocket_upgrade()

    def _look_later(self) -> None:
        self.loop.call_later(LOOK_EVERY, self._look)

    def _look(self) -> None:
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if self._deadline is not None and self.loop.time() >= self._deadline:
            self.transport.close()
        else:
            self._look_later()
