"""Requests have to arrive in time and within bounds: uvicorn waits for whoever sends slowly, and reads all there is."""

import asyncio
from random import getrandbits
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from entrypoints.http.envelope import ENCODER, JSON, Envelope, Meta, Problem
from entrypoints.http.headers import ALWAYS
from entrypoints.http.refusals import Malformed
from entrypoints.http.sending import GatheringTransport

HEAD_WITHIN: Final = 10.0
BODY_WITHIN: Final = 30.0
"""Seconds; for the largest body that is taken, 35 kB/s."""

SLOWEST: Final = 500
"""Bytes of a body for each second that it is given beyond the first `HEAD_WITHIN`."""

HEAD_AT_MOST: Final = 64 * 1024
"""Bytes, counted from the second packet on. The parser itself keeps all that comes: 195 MB in 10 s (measured)."""

UNREAD_AT_MOST: Final = 512 * 1024
"""Bytes of a body that still arrive after its answer, and are thrown away: so many that callers who are in the middle
of sending get to read the answer, and so few that nobody can send for ever what was refused at once."""

LOOK_EVERY: Final = 2.5
"""Seconds between two looks at a connection. A timer for each deadline would be made and unmade twice a request."""


class TimedHttpProtocol(HttpToolsProtocol):
    """Closes a connection when a request's head, then its body, is not there in time, or goes on for too long.

    Between requests the keep-alive timeout holds. A deadline runs from the first byte, so dripping bytes wins no time,
    and whoever sends a body wins only what they send it for.
    """

    _deadline: float | None = None
    """On the clock of the loop; None while nothing is being waited for."""

    _body_until: float = 0.0
    """When the body at hand has to be there, however fast it comes."""

    _head: int | None = None
    """Bytes of the head at hand; None while there is none."""

    _unread: int = 0
    """Bytes of the request at hand that came after its answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(GatheringTransport(transport, self.loop))  # type: ignore[arg-type] # one that gathers
        self._deadline = self.loop.time() + HEAD_WITHIN
        self._look_later()

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            self._head += len(data)
            if self._head > HEAD_AT_MOST:
                self.send_400_response("The head of the request is too large.")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0
        if self._deadline is None:
            self._deadline = self.loop.time() + HEAD_WITHIN

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        now = self.loop.time()
        self._deadline, self._body_until = now + HEAD_WITHIN, now + BODY_WITHIN
        self._head = None
        self._unread = 0

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if self._deadline is not None:
            self._deadline = min(self._deadline + len(body) / SLOWEST, self._body_until)
        if getattr(self.cycle, "response_complete", False):  # there is none of a request that becomes something else
            self._unread += len(body)
            if self._unread > UNREAD_AT_MOST:
                self.transport.close()

    def on_message_complete(self) -> None:
        self._deadline = None
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._deadline = None
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Even what never became a request is answered as everything else is."""
        request_id = f"{getrandbits(128):032x}"
        problem = Problem(Malformed.code, msg, {})
        body = ENCODER.encode(Envelope(success=False, data=None, error=problem, meta=Meta(request_id)))
        said = (
            (b"content-type", JSON.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            (b"x-request-id", request_id.encode()),
            *ALWAYS,
        )
        head = b"".join(b"%s: %s\r\n" % header for header in said)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + body)
        self.transport.close()

    def _look_later(self) -> None:
        self.loop.call_later(LOOK_EVERY, self._look)

    def _look(self) -> None:
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if self._deadline is not None and self.loop.time() >= self._deadline:
            self.transport.close()
        else:
            self._look_later()
