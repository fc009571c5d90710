"""Letters to people: what one says, how it is written down, and who takes it there."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Final, Protocol

from msgspec import Struct

_LONGEST_LINE: Final = 998
"""Characters of a line that every server takes (RFC 5322, 2.1.1)."""

_LINE_ENDS: Final = "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"


class UnsafeMail(ValueError):
    """A header would hold more than one line: somebody tries to write headers of their own."""


class Mail(Struct, frozen=True, kw_only=True):
    """`text` is what everybody can read; `html` says the same more nicely."""

    to: str
    subject: str
    text: str
    html: str | None = None


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Hand it to the server; once this returns, delivery is the server's duty. Unavailable when it is not taken.

        UnsafeMail when a header would break its line.
        """


class ReceivedMail(Struct, frozen=True):
    """A mail as it lies in a mailbox."""

    to: str
    subject: str
    sent_at: str
    text: str


class Mailbox(Protocol):
    async def newest(self, at_most: int) -> Sequence[ReceivedMail]:
        """The latest mails, newest first."""


def as_message(mail: Mail, *, sender: str, id: str, at: datetime) -> EmailMessage:
    """The mail as RFC 5322 has it; `sender` may carry a name (`TixGenius <desk@example.com>`)."""
    for header in (mail.to, mail.subject, sender):
        if any(unicodedata.category(letter) == "Cc" or letter in _LINE_ENDS for letter in header):
            raise UnsafeMail("A header of this mail would break its line.")
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SMTP if mail.to.isascii() else SMTPUTF8)
    message["From"] = _address(address, name)
    message["To"] = _address(mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    plain = mail.text.isascii() and max(map(len, mail.text.splitlines()), default=0) <= _LONGEST_LINE
    message.set_content(mail.text, cte="7bit" if plain else None)  # so that links stand there as they are
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message


def _address(address: str, name: str = "") -> Address:
    """Taken apart here, for an address as a whole is refused when it holds more than ASCII."""
    username, _, domain = address.rpartition("@")
    return Address(name, username, domain)
