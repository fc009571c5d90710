from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from msgspec import Meta, Struct

from application.shared.filters import LONGEST, Unreadable, read_sort, read_values, readers_of
from application.shared.page import Sort
from application.shared.sentences import sentence
from domain.shared.ids import UserId


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Filter(Struct, rename="camel"):
    colours: tuple[Colour, ...] = ()
    owner_id: UserId | Literal["none"] | None = None
    hours: Annotated[int, Meta(le=24)] | None = None
    since: datetime | None = None
    day: date | None = None
    is_open: bool | None = None
    words: str | None = None


READERS = readers_of(Filter)
AN_ID = "019caab8-6c40-7b6c-a1c3-0d4f3a2b1c01"


class TestReadValues:
    @pytest.mark.parametrize(
        ("name", "text", "value"),
        [
            ("colours", "red,blue", (Colour.RED, Colour.BLUE)),
            ("ownerId", AN_ID, UUID(AN_ID)),
            ("ownerId", "none", "none"),
            ("hours", "24", 24),
            ("since", "2026-03-02T10:00:00+01:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
            ("day", "2026-03-02", date(2026, 3, 2)),
            ("isOpen", "true", True),
            ("words", "a" * LONGEST, "a" * LONGEST),
        ],
    )
    def test_reads_each_by_its_type(self, name: str, text: str, value: object) -> None:
        wrong: dict[str, str] = {}
        assert ([*read_values({name: text}, READERS, wrong).values()], wrong) == ([value], {})

    @pytest.mark.parametrize(
        ("name", "text", "problem"),
        [
            ("colours", "red,green", "One of: red, blue."),
            ("ownerId", "7", "One of: none."),
            ("hours", "25", "At most 24."),
            ("hours", "many", "Not an integer of 15 digits at most."),
            ("since", "yesterday", "Not a time such as 2026-03-01T09:30:00Z."),
            ("since", "2026-03-02T10:00:00", "Needs a time zone, such as Z."),
            ("day", "2026-03-02T10:00:00Z", "Not a day such as 2026-03-01."),
            ("isOpen", "yes", "One of: true, false."),
            ("words", "a" * (LONGEST + 1), "At most 300 characters."),
            ("colour", "red", "Unknown."),
        ],
    )
    def test_says_of_each_what_it_should_have_been(self, name: str, text: str, problem: str) -> None:
        wrong: dict[str, str] = {}
        assert read_values({name: text}, READERS, wrong) == {}
        assert wrong == {name: problem}


class TestReadSort:
    def test_takes_several_keys(self) -> None:
        assert read_sort("-at,name", {"at": datetime, "name": str}) == (Sort("at", descending=True), Sort("name"))

    @pytest.mark.parametrize(("text", "problem"), [("at,size", "No sort key: size"), ("at,-at", "stated twice")])
    def test_takes_none_that_there_is_not(self, text: str, problem: str) -> None:
        with pytest.raises(Unreadable, match=problem):
            read_sort(text, {"at": datetime})


class TestSentence:
    @pytest.mark.parametrize(
        ("problem", "kind", "said"),
        [
            ("Invalid enum value 'green'", Colour, "One of: red, blue."),
            ("Invalid enum value 'green'", Annotated[Colour, Meta()] | None, "One of: red, blue."),
            ("Invalid enum value 'green'", Literal["red", 7], "One of: red, 7."),
            ("Expected `str | null`, got `int`", str, "Expected text or null."),
            ("Expected `str` of length <= 3", str, "At most 3 characters."),
            ("Something else", str, "Not valid."),
        ],
    )
    def test_speaks_as_people_do(self, problem: str, kind: Any, said: str) -> None:
        assert sentence(problem, kind) == said
