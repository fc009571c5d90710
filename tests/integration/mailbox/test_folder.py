from pathlib import Path

import pytest

from adapters.mailbox.folder import MailboxFolder
from application.shared.mail import Mail, ReceivedMail, UnsafeMail
from domain.shared.errors import Unavailable
from tests.support.doubles import NumberedIds, SteppingClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "mailbox"


@pytest.fixture
def mailbox(folder: Path) -> MailboxFolder:
    return MailboxFolder(folder, sender="desk@example.com", clock=SteppingClock(), ids=NumberedIds())


def a_mail(subject: str = "A subject", **what_matters: str) -> Mail:
    return Mail(to="customer@example.com", subject=subject, text="Größe\n", **what_matters)


class TestSend:
    async def test_leaves_one_file_for_its_owner_alone(self, mailbox: MailboxFolder, folder: Path) -> None:
        await mailbox.send(a_mail())
        [file] = folder.iterdir()  # noqa: ASYNC240 - a test waits for nobody
        assert file.suffix == ".eml"
        assert (folder.stat().st_mode & 0o077, file.stat().st_mode & 0o077) == (0, 0)  # noqa: ASYNC240 - as above
        assert b"Subject: A subject" in file.read_bytes()

    async def test_refuses_headers_of_more_than_one_line(self, mailbox: MailboxFolder, folder: Path) -> None:
        with pytest.raises(UnsafeMail):
            await mailbox.send(a_mail("S\r\nBcc: all@example.com"))
        assert not folder.exists()  # noqa: ASYNC240 - as above

    async def test_says_so_when_there_can_be_no_folder(self, mailbox: MailboxFolder, folder: Path) -> None:
        folder.parent.write_text("A file in its place.")
        with pytest.raises(Unavailable):
            await mailbox.send(a_mail())


class TestNewest:
    async def test_of_an_empty_mailbox_are_none(self, mailbox: MailboxFolder) -> None:
        assert await mailbox.newest(10) == []

    async def test_come_first_and_no_more_than_asked_for(self, mailbox: MailboxFolder) -> None:
        for number in range(5):
            await mailbox.send(a_mail(f"Mail {number}"))
        assert [mail.subject for mail in await mailbox.newest(3)] == ["Mail 4", "Mail 3", "Mail 2"]

    async def test_are_read_as_they_were_written(self, mailbox: MailboxFolder) -> None:
        await mailbox.send(a_mail("Größe", html="<p>Größe</p>"))
        [mail] = await mailbox.newest(1)
        assert mail == ReceivedMail("customer@example.com", "Größe", "Mon, 02 Mar 2026 09:00:01 +0000", "Größe\n")

    async def test_leave_out_what_is_half_written(self, mailbox: MailboxFolder, folder: Path) -> None:
        await mailbox.send(a_mail())
        (folder / ".draft.eml").write_text("Subject: half")
        assert len(await mailbox.newest(10)) == 1
