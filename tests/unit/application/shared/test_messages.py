from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType, ValidationError

from application.shared.messages import (
    Command,
    Instant,
    Line,
    Message,
    ShortText,
    Tag,
    Tags,
    Text,
    as_dict,
    stated,
    trimmed,
)


class ChangeCommand(Command, frozen=True, kw_only=True):
    thing_id: int
    first_name: str | UnsetType | None = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET


class TestMessage:
    def test_is_camel_case_on_every_wire(self) -> None:
        class CardMessage(Message, frozen=True):
            first_name: str

        assert msgspec.json.encode(CardMessage("First")) == b'{"firstName":"First"}'
        assert msgspec.json.decode(b'{"firstName":"First"}', type=CardMessage) == CardMessage("First")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Line, ["x", " x ", "x" * 300], ["", " ", "\n", "x" * 301]),
        (ShortText, ["", " ", "x" * 2_000], ["x" * 2_001]),
        (Text, ["x", "\n x", "x" * 1_000_000], ["", " \n\t", "x" * 1_000_001]),
        (Tag, ["x", "two words", "x" * 50], ["", " x", "x ", "two  words", "one,two", "x" * 51, "x\ny", "x\n"]),
        (Tags, [(), ("x",) * 30], [("x",) * 31, ("",)]),
        (Instant, ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00+05:45"], ["2026-03-02T09:00:00", "2026-03-02"]),
    ],
    ids=["Line", "ShortText", "Text", "Tag", "Tags", "Instant"],
)
class TestWords:
    def test_accept_what_says_something(self, kind: Any, good: list[Any], bad: list[Any]) -> None:
        del bad
        for value in good:
            assert msgspec.convert(value, kind) is not None

    def test_refuse_what_does_not(self, kind: Any, good: list[Any], bad: list[Any]) -> None:
        del good
        for value in bad:
            with pytest.raises(ValidationError):
                msgspec.convert(value, kind)


class TestStated:
    def test_leaves_out_what_the_caller_did_not_state(self) -> None:
        assert stated(ChangeCommand(thing_id=1), "first_name", "tags") == {}

    def test_keeps_none_which_was_stated(self) -> None:
        assert stated(ChangeCommand(thing_id=1, first_name=None, tags=()), "first_name", "tags") == {
            "first_name": None,
            "tags": (),
        }

    def test_names_only_what_was_asked_for(self) -> None:
        assert stated(ChangeCommand(thing_id=1, first_name="First"), "first_name") == {"first_name": "First"}


class TestTrimmed:
    @given(st.text())
    def test_takes_the_space_around_a_text(self, text: str) -> None:
        assert trimmed({"name": text, "body": text}, "name") == {"name": text.strip(), "body": text}

    def test_leaves_alone_what_is_not_there(self) -> None:
        assert trimmed({"body": " x "}, "name") == {"body": " x "}


class TestAsDict:
    def test_names_every_field(self) -> None:
        assert as_dict(ChangeCommand(thing_id=1, tags=("x",))) == {"thing_id": 1, "first_name": UNSET, "tags": ("x",)}

    def test_leaves_out_what_is_not_wanted(self) -> None:
        assert as_dict(ChangeCommand(thing_id=1, tags=()), without=("thing_id", "first_name")) == {"tags": ()}
