"""A folder instead of a mail server: a file for each mail, to be read with any mail program, or by eye."""

import asyncio
import os
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, final

from application.shared.mail import Mail, Mailbox, Mailer, ReceivedMail, as_message
from application.shared.ports import Clock, Ids
from domain.shared.errors import Unavailable

OWNER_ALONE: Final = 0o700
"""Mails hold secrets."""


@final
class MailboxFolder(Mailer, Mailbox):
    """Names begin with the time and end with an id, so that they sort by both; half a mail is never seen."""

    def __init__(self, folder: Path, *, sender: str, clock: Clock, ids: Ids) -> None:
        self._folder = folder
        self._sender = sender
        self._clock = clock
        self._ids = ids

    async def send(self, mail: Mail) -> None:
        now, mail_id = self._clock.now(), str(self._ids.new())
        message = as_message(mail, sender=self._sender, id=mail_id, at=now)
        try:
            await asyncio.to_thread(self._write, f"{now:%Y%m%dT%H%M%S.%f}-{mail_id}.eml", message.as_bytes())
        except OSError as error:
            raise Unavailable(f"The mailbox folder cannot be written: {error.strerror}.") from error

    async def newest(self, at_most: int) -> Sequence[ReceivedMail]:
        return await asyncio.to_thread(self._read, at_most)

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(mode=OWNER_ALONE, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(self._folder / name)

    def _read(self, at_most: int) -> list[ReceivedMail]:
        files = sorted(self._folder.glob("[!.]*.eml"), reverse=True)[:at_most]
        return [_received(file.read_bytes()) for file in files]


def _received(content: bytes) -> ReceivedMail:
    message = message_from_bytes(content, policy=default)
    body = message.get_body(("plain",))
    text: str = body.get_content() if body is not None else ""
    return ReceivedMail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=str(message["Date"]),
        text=text.replace("\r\n", "\n"),
    )
