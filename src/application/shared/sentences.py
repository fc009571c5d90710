"""What a decoder found wrong, in words for whoever stated it."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, Final, Literal, get_args, get_origin

_KINDS: Final = {
    "str": "text",
    "int": "an integer",
    "float": "a number",
    "bool": "true or false",
    "array": "an array",
    "object": "an object",
    "null": "null",
    "uuid": "an id",
    "datetime": "a time",
    "date": "a day",
    "time": "a time of day",
}
_SENTENCES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"Expected `(?:str|array)` of length >= 1(?: |$)"), lambda _: "Must not be empty."),
    (re.compile(r"Expected `str` of length >= (\d+)"), lambda found: f"At least {found[1]} characters."),
    (re.compile(r"Expected `str` of length <= (\d+)"), lambda found: f"At most {found[1]} characters."),
    (re.compile(r"Expected `array` of length <= (\d+)"), lambda found: f"At most {found[1]} elements."),
    (re.compile(r"Expected `(?:int|float)` >= (-?\d+)"), lambda found: f"At least {found[1]}."),
    (re.compile(r"Expected `(?:int|float)` <= (-?\d+)"), lambda found: f"At most {found[1]}."),
    (re.compile(r"Expected `str` matching regex '\\\\S'"), lambda _: "Must not be blank."),
    (re.compile(r"Expected `str` matching"), lambda _: "Not of the form this takes."),
    (re.compile(r"Expected `datetime` with a timezone"), lambda _: "Must state its offset from UTC, such as Z."),
    (re.compile(r"Expected `time` with no timezone"), lambda _: "Must not state a time zone."),
    (re.compile(r"Invalid UUID"), lambda _: "Not an id."),
    (re.compile(r"Invalid RFC3339 encoded time"), lambda _: "Not a time of day such as 09:30:00."),
    (re.compile(r"Invalid RFC3339 encoded datetime"), lambda _: "Not a time such as 2026-03-01T09:30:00Z."),
    (re.compile(r"Invalid RFC3339 encoded date(?: |$)"), lambda _: "Not a day such as 2026-03-01."),
    (re.compile(r"Expected `([^`]+)`, got"), lambda found: f"Expected {_kinds(found[1])}."),
)
"""The decoder's words, and ours for callers who do not think in Python."""


def sentence(problem: str, annotation: Any) -> str:
    """What a decoder found wrong with a value of the annotated type."""
    if problem.startswith("Invalid enum value"):
        return f"One of: {', '.join(_choices(annotation))}."
    found = ((pattern.match(problem), say) for pattern, say in _SENTENCES)
    return next((say(match) for match, say in found if match), "Not valid.")


def _choices(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for part in get_args(annotation):
            yield from _choices(part)


def _kinds(names: str) -> str:
    return " or ".join(_KINDS.get(name, name) for name in names.split(" | "))
