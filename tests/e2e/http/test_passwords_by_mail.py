"""As `make run` has it: an embedded PostgreSQL, a worker in the serving process, and mails in a folder."""

import asyncio
import re
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import httpx2
import pytest

from tests.e2e.http.conftest import READY, command_line
from tests.e2e.http.people import PASSWORD, Person

PATIENCE = 30
"""Seconds until a mail must lie there."""

NEW = "Battery-Staple-8"


@pytest.fixture
def embedded(scratch_folder: Path) -> Iterator[str]:
    """The address of a server that brought its own database."""
    with command_line(scratch_folder, DATA_DIR=str(scratch_folder / "data")).running("serve") as server:
        yield server.wait_for(READY)[1]


def mails_in(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]


async def mailed(folder: Path, to: str, subject: str, *, count: int = 1) -> str:
    """The text of the newest of so many mails, as soon as they are there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [mail for mail in mails_in(folder) if (mail["To"], mail["Subject"]) == (to, subject)]
        if len(found) >= count:
            return str(found[-1].get_content())
        await asyncio.sleep(0.05)
    raise AssertionError(f"No mail {subject!r} came.")


def token_in(text: str) -> str:
    found = re.search("#token=([^\\s]+)", text)
    assert found
    return found[1]


class TestMail:
    async def test_verifies_an_address_and_brings_a_new_password(self, embedded: str, scratch_folder: Path) -> None:
        mailbox = scratch_folder / "data" / "mailbox"
        async with Person(embedded) as person:
            await person.register()
            token = token_in(await mailed(mailbox, person.email, "Confirm your address"))
            await person.done("POST", "/auth/email/verify", {"token": token})
            assert (await person.done("GET", "/users/me"))["emailVerifiedAt"]

            assert (await person.ask("POST", "/auth/password/forgot", {"email": person.email})).status_code == 202
            token = token_in(await mailed(mailbox, person.email, "Set a new password"))
            reset = {"token": token, "password": NEW}
            assert (await person.ask("POST", "/auth/password/reset", reset)).status_code == 204
            assert (await person.ask("POST", "/auth/password/reset", reset)).status_code == 422
            for password, status in ((PASSWORD, 401), (NEW, 200)):
                login = {"email": person.email, "password": password}
                assert (await person.ask("POST", "/auth/login", login)).status_code == status
            await mailed(mailbox, person.email, "Your password was changed")

            async with httpx2.AsyncClient() as browser:
                page = await browser.get(f"{embedded}/dev/mailbox")
            assert person.email in page.text
