import asyncio
import socket
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from adapters.smtp.mailer import SmtpMailer
from application.shared.mail import Mail, UnsafeMail
from domain.shared.errors import Unavailable
from tests.integration.smtp.server import Server

Mailing = Callable[..., SmtpMailer]

MAIL = Mail(to="customer@example.com", subject="Größe \N{SNOWMAN}", text="Guten Tag \N{SNOWMAN}\n", html="<p>Hello</p>")


def received(server: Server) -> Any:
    [envelope] = server.envelopes
    assert isinstance(envelope.content, bytes)
    return message_from_bytes(envelope.content, policy=default)


class TestSend:
    async def test_brings_a_mail_to_the_server(self, server: Server, mailing: Mailing) -> None:
        await mailing(server.port).send(MAIL)
        message = received(server)
        [envelope] = server.envelopes
        assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@example.com", ["customer@example.com"])
        assert (message["From"], message["To"]) == ("The Desk <desk@example.com>", "customer@example.com")
        assert message["Subject"] == MAIL.subject
        assert message.get_body(("plain",)).get_content().splitlines() == MAIL.text.splitlines()
        assert message.get_body(("html",)).get_content().strip() == MAIL.html

    async def test_reaches_addresses_beyond_ascii(self, server: Server, mailing: Mailing) -> None:
        await mailing(server.port).send(Mail(to="josé@example.com", subject="S", text="T"))
        assert server.envelopes[0].rcpt_tos == ["josé@example.com"]

    async def test_refuses_headers_of_more_than_one_line(self, server: Server, mailing: Mailing) -> None:
        for mail in (
            Mail(to="a@example.com\r\nBcc: all@example.com", subject="S", text="T"),
            Mail(to="a@example.com", subject="S\nBcc: all@example.com", text="T"),
        ):
            with pytest.raises(UnsafeMail):
                await mailing(server.port).send(mail)
        assert server.envelopes == []

    async def test_says_so_when_the_recipient_is_refused(self, server: Server, mailing: Mailing) -> None:
        with pytest.raises(Unavailable):
            await mailing(server.port).send(Mail(to="nobody@example.com", subject="S", text="T"))
        assert server.envelopes == []

    async def test_says_so_when_nobody_listens(self, mailing: Mailing) -> None:
        with socket.socket() as held:  # and does not listen
            held.bind(("127.0.0.1", 0))
            with pytest.raises(Unavailable):
                await mailing(held.getsockname()[1]).send(MAIL)

    async def test_does_not_wait_for_a_slow_server(self, server: Server, mailing: Mailing) -> None:
        server.pause = 5
        before = time.monotonic()
        with pytest.raises(Unavailable):
            await mailing(server.port, timeout=0.3).send(MAIL)
        assert time.monotonic() - before < 3

    async def test_does_not_wait_for_one_that_says_nothing(self, mailing: Mailing) -> None:
        async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1)
            writer.close()

        listening = await asyncio.start_server(silent, "127.0.0.1", 0)
        with pytest.raises(Unavailable):
            await mailing(listening.sockets[0].getsockname()[1], timeout=0.3).send(MAIL)
        listening.close()

    async def test_tells_nothing_to_a_server_without_the_encryption_asked_for(
        self, server: Server, mailing: Mailing
    ) -> None:
        for security in ("starttls", "tls"):
            with pytest.raises(Unavailable):
                await mailing(server.port, security=security, timeout=2).send(MAIL)
        assert server.envelopes == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # this server is on this machine
class TestLogin:
    async def test_is_by_user_and_password(self, guarded: Server, mailing: Mailing) -> None:
        await mailing(guarded.port, user="desk", password="right").send(MAIL)
        assert len(guarded.envelopes) == 1

    async def test_that_fails_is_said_without_the_password(self, guarded: Server, mailing: Mailing) -> None:
        with pytest.raises(Unavailable) as refused:
            await mailing(guarded.port, user="desk", password="wrong7").send(MAIL)
        assert "wrong7" not in str(refused.value) + str(refused.value.__cause__)
        assert guarded.envelopes == []
