from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from application.shared.mail import Mail, UnsafeMail, as_message
from tests.support.builders import MONDAY

SENDER = "The Desk <desk@example.com>"


def written(sender: str = SENDER, **what_matters: Any) -> Any:
    usual: dict[str, Any] = {"to": "customer@example.com", "subject": "A subject", "text": "A text.\n"}
    message = as_message(Mail(**usual | what_matters), sender=sender, id="7", at=MONDAY)
    return message_from_bytes(message.as_bytes(), policy=default)


class TestMessage:
    def test_says_who_to_whom_and_when(self) -> None:
        message = written()
        assert (message["From"], message["To"]) == (SENDER, "customer@example.com")
        assert message["Date"].datetime == MONDAY
        assert (message["Message-ID"], message["Auto-Submitted"]) == ("<7@example.com>", "auto-generated")
        assert message.get_content() == "A text.\r\n"

    def test_takes_a_sender_without_a_name(self) -> None:
        assert written("desk@example.com")["From"] == "desk@example.com"

    def test_goes_to_addresses_beyond_ascii(self) -> None:
        mail = Mail(to="josé@example.com", subject="Größe", text="T")
        content = as_message(mail, sender=SENDER, id="7", at=MONDAY).as_bytes()
        assert "To: josé@example.com\r\n".encode() in content

    def test_keeps_every_letter(self) -> None:
        message = written(subject="Größe \N{SNOWMAN}" * 20, text="Größe \N{SNOWMAN}\n")
        assert message["Subject"] == "Größe \N{SNOWMAN}" * 20
        assert message.get_content().splitlines() == ["Größe \N{SNOWMAN}"]

    @pytest.mark.parametrize(("length", "is_plain"), [(900, True), (999, False)])
    def test_leaves_lines_as_they_are_unless_they_are_too_long(self, length: int, *, is_plain: bool) -> None:
        mail = Mail(to="customer@example.com", subject="S", text="=" * length + "\n")
        content = as_message(mail, sender=SENDER, id="7", at=MONDAY).as_bytes()
        assert (b"=" * length in content) is is_plain
        assert written(text=mail.text).get_content().splitlines() == mail.text.splitlines()

    def test_says_the_same_in_html(self) -> None:
        message = written(html="<p>A text.</p>\n")
        assert message.get_content_type() == "multipart/alternative"
        assert message.get_body(("html",)).get_content().splitlines() == ["<p>A text.</p>"]
        assert message.get_body(("plain",)).get_content().splitlines() == ["A text."]

    @pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\0", "\x0b", "\x85", "\N{LINE SEPARATOR}"], ids=repr)
    @pytest.mark.parametrize("header", ["to", "subject", "sender"])
    def test_takes_no_second_line_in_a_header(self, header: str, end: str) -> None:
        with pytest.raises(UnsafeMail):
            written(**{header: f"a{end}Bcc: everybody@example.com"})
