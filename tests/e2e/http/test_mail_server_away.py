"""A mail server that is away fails no request, and gets its mails when it is back."""

import asyncio
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.e2e.http.conftest import READY, command_line, free_port
from tests.e2e.http.people import Person

PATIENCE = 60
"""Seconds until a retry must have come: the first pauses are 2 and 4."""


class Taking:
    def __init__(self) -> None:
        self.taken: asyncio.Queue[Envelope] = asyncio.Queue()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.taken.put_nowait(envelope)
        return "250 Taken"


async def test_a_mail_waits_for_its_server(fresh_database_url: str, tmp_path: Path) -> None:
    port = free_port()
    settings: dict[str, Any] = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_TLS": "none"}
    server = command_line(tmp_path, DATABASE_URL=fresh_database_url, EMBEDDED_WORKER="true", **settings)
    with server.running("serve") as running:
        address = (await asyncio.to_thread(running.wait_for, READY))[1]
        async with Person(address) as person:
            await person.register()
            await asyncio.to_thread(running.wait_for, "failed and will be tried again")
            taking, loop = Taking(), asyncio.get_running_loop()
            listening = await loop.create_server(lambda: SMTP(taking, loop=loop), "127.0.0.1", int(port))
            async with asyncio.timeout(PATIENCE), listening:
                envelope = await taking.taken.get()
            assert envelope.rcpt_tos == [person.email]
            assert "#token=" not in running.said()
