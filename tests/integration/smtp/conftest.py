import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from adapters.smtp.mailer import SmtpMailer
from adapters.system.clock import SystemClock
from adapters.system.ids import UuidIds
from tests.integration.smtp.server import Server, listening


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    taking = Server()
    async with listening(lambda: SMTP(taking, loop=asyncio.get_running_loop(), enable_SMTPUTF8=True), taking):
        yield taking


@pytest.fixture
async def guarded() -> AsyncIterator[Server]:
    """A server that takes nothing from whom it does not know."""
    taking = Server()

    def made() -> SMTP:
        return SMTP(
            taking,
            loop=asyncio.get_running_loop(),
            auth_required=True,
            auth_require_tls=False,
            authenticator=taking.knows,
        )

    async with listening(made, taking):
        yield taking


@pytest.fixture
def mailing() -> Callable[..., SmtpMailer]:
    def made(port: int, **what_matters: Any) -> SmtpMailer:
        usual: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": port,
            "user": None,
            "password": None,
            "security": "none",
            "sender": "The Desk <desk@example.com>",
            "clock": SystemClock(),
            "ids": UuidIds(),
        }
        return SmtpMailer(**usual | what_matters)

    return made
