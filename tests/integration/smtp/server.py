"""A mail server for tests, in the loop of the test itself."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Server:
    """A mail server in this very loop: what it took, whom it refuses, and how long it thinks."""

    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    refused: frozenset[str] = frozenset({"nobody@example.com"})
    pause: float = 0.0
    password: str | None = None

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        await asyncio.sleep(self.pause)
        self.envelopes.append(envelope)
        return "250 Taken"

    def knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"desk", b"right")
        return AuthResult(success=known, handled=False)  # so that it is the server who answers


class listening:  # noqa: N801 - reads as what it does
    def __init__(self, protocol: Callable[[], SMTP], taking: Server) -> None:
        self._protocol = protocol
        self._taking = taking

    async def __aenter__(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(self._protocol, "127.0.0.1", 0)
        self._taking.port = self._server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()
