"""Mails to an SMTP server, one connection for each: they are few, and a kept one would have to be found dead first."""

import asyncio
from typing import Final, Literal, final

import aiosmtplib

from application.shared.mail import Mail, Mailer, as_message
from application.shared.ports import Clock, Ids
from domain.shared.errors import Unavailable

TIMEOUT: Final = 10.0
"""Seconds for the whole of it, from the connection to the server's last word."""

Security = Literal["starttls", "tls", "none"]


@final
class SmtpMailer(Mailer):
    """`security`: `starttls` insists on it, `tls` speaks nothing else, `none` is for one's own machine."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        user: str | None,
        password: str | None,
        security: Security,
        sender: str,
        clock: Clock,
        ids: Ids,
        timeout: float = TIMEOUT,
    ) -> None:
        self._host = host
        self._port = port
        self._user = user
        self._password = password
        self._security = security
        self._sender = sender
        self._clock = clock
        self._ids = ids
        self._timeout = timeout

    async def send(self, mail: Mail) -> None:
        message = as_message(mail, sender=self._sender, id=str(self._ids.new()), at=self._clock.now())
        try:
            async with asyncio.timeout(self._timeout):
                await aiosmtplib.send(
                    message,
                    hostname=self._host,
                    port=self._port,
                    username=self._user,
                    password=self._password,
                    use_tls=self._security == "tls",
                    start_tls=self._security == "starttls",
                    timeout=self._timeout,
                )
        except (aiosmtplib.SMTPException, OSError) as error:  # a timeout is an OSError, too
            raise Unavailable(f"The mail server did not take a mail: {type(error).__name__}.") from error
