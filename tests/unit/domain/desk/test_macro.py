import asyncio
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.markdown.prose import LONGEST, MarkdownProse
from domain.desk.events import MacroCreated, MacroDeleted, MacroEdited
from domain.desk.macro import PLACEHOLDERS, Macro, MacroDoesNothing, PlaceholderUnknown, plain
from domain.desk.ticket import Priority, Status
from tests.support.builders import MONDAY, a_macro

LATER = MONDAY + timedelta(hours=1)
VALUES = {place: f"<{place}>" for place in PLACEHOLDERS}
PROSE = MarkdownProse()


class TestLife:
    def test_begins_and_goes_on_and_ends(self) -> None:
        made = a_macro(status=Status.PENDING, tags=("retried",))
        fields = {name: getattr(made, name) for name in ("id", "owner_id", "name", "body", "status", "tags")}
        macro, created = Macro.create(at=MONDAY, **fields)
        assert (macro, created) == (made, MacroCreated(macro_id=made.id, at=MONDAY))
        edited, event = macro.edit(at=LATER, name="New")
        assert edited == replace(macro, name="New", version=2, updated_at=LATER)
        assert event == MacroEdited(macro_id=macro.id, at=LATER)
        assert macro.delete(at=LATER) == MacroDeleted(macro_id=macro.id, at=LATER)

    @pytest.mark.parametrize(
        "change",
        [
            {"body": "x"},
            {"status": Status.PENDING},
            {"priority": Priority.LOW},
            {"tags": ("x",)},
            {"assigns_to_me": True},
        ],
        ids=str,
    )
    def test_does_one_thing_at_least(self, change: dict[str, object]) -> None:
        macro = a_macro()
        assert macro.edit(at=LATER, **{"body": " "} | change)[0].version == 2
        with pytest.raises(MacroDoesNothing) as refused:
            macro.edit(at=LATER, body=" ")
        assert list(refused.value.details) == ["body"]


class TestPlaces:
    @pytest.mark.parametrize("place", PLACEHOLDERS)
    def test_are_filled(self, place: str) -> None:
        macro = a_macro(body=f"a {{{{{place}}}}} b {{{{  {place} }}}} {{c}} }}}} {{{{")
        filled = macro.edit(at=LATER, name="x")[0].fill(VALUES)
        assert filled == f"a \\<{place}\\> b \\<{place}\\> {{c}} }}}} {{{{"

    @pytest.mark.parametrize("place", ["", "ticket", "Ticket.number", "requester.password", "agent . name"])
    def test_are_no_others(self, place: str) -> None:
        with pytest.raises(PlaceholderUnknown) as refused:
            a_macro().edit(at=LATER, body=f"{{{{{place}}}}}")
        assert f"{{{{{place}}}}}" in refused.value.details["body"]
        assert "requester.firstName" in refused.value.details["body"]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as its base has it
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


class TestPlain:
    @given(st.text(st.sampled_from("ab 1\\`*_[]<>~|&#+-=.!(){}:/\n\t\"'@"), max_size=60))
    def test_shows_just_the_text(self, value: str) -> None:
        shown = _Text()
        shown.feed(asyncio.run(PROSE.html(f"Hello {plain(value)}, x")))
        assert shown.tags <= {"p"} or "://" in value
        assert " ".join(shown.text.split()) == " ".join(f"Hello {' '.join(value.split())}, x".split())

    @pytest.mark.parametrize("value", ["# a", "> a", "- a", "+ a", "* a", "=== a", "~~~ a", "| a |", "``` a"])
    def test_begins_nothing(self, value: str) -> None:
        shown = _Text()
        shown.feed(asyncio.run(PROSE.html(plain(value))))
        assert (shown.tags, shown.text.strip()) == ({"p"}, value)

    def test_of_a_mention_is_none(self) -> None:
        text = plain("[@Bob](user:019caab8-6c40-7b6c-a1c3-0d4f3a2b1c01)")
        assert len(text) < LONGEST
        assert PROSE.mentions(text) == ()
