"""What is wrong with a body, member by member and all at once: the slow path, taken only when the fast one refused."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from itertools import islice
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct, structs

Problems = Iterator[tuple[str, str]]

MOST_NAMED: Final = 100
"""A body of 1 MiB can hold half a million mistakes; to name them all took ten seconds (measured)."""

_LONGEST_NAME: Final = 100
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


def problems_of(members: Mapping[str, Any], kind: type[Struct]) -> dict[str, str]:
    """Wrong members by their wire names, each with a sentence about it; at most so many that it stays quick."""
    return dict(islice(_problems_of(members, kind, ""), MOST_NAMED))


def sentence(problem: str, annotation: Any) -> str:
    """What a decoder found wrong with a value of the annotated type."""
    if problem.startswith("Invalid enum value"):
        return f"One of: {', '.join(_choices(annotation))}."
    found = ((pattern.match(problem), say) for pattern, say in _SENTENCES)
    return next((say(match) for match, say in found if match), "Not valid.")


def _problems_of(members: Mapping[str, Any], kind: type[Struct], path: str) -> Problems:
    fields = {field.encode_name: field for field in structs.fields(kind)}
    for name in members:
        if name not in fields:
            yield f"{path}{name[:_LONGEST_NAME]}", "Unknown."
    for name, field in fields.items():
        if name in members:
            yield from _problems_in(members[name], field.type, f"{path}{name}")
        elif field.required:
            yield f"{path}{name}", "Missing."


def _problems_in(value: Any, annotation: Any, name: str) -> Problems:
    problem = _problem(value, annotation)
    if problem is None:
        return
    further_in = False
    for inner in _problems_within(value, annotation, name):
        further_in = True
        yield inner
    if not further_in:
        yield name, problem


def _problems_within(value: Any, annotation: Any, name: str) -> Problems:
    for kind in _alternatives(annotation):
        if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Struct):
            yield from _problems_of(value, kind, f"{name}.")
        elif isinstance(value, list) and get_origin(kind) is tuple:
            for position, element in enumerate(value[:MOST_NAMED]):
                yield from _problems_in(element, get_args(kind)[0], f"{name}[{position}]")


def _problem(value: Any, annotation: Any) -> str | None:
    try:
        msgspec.convert(value, annotation)
    except msgspec.ValidationError as error:
        return sentence(str(error), annotation)
    return None


def _alternatives(annotation: Any) -> Iterator[Any]:
    """The types a value can have, without what they are annotated with."""
    if get_origin(annotation) is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _alternatives(part)
    else:
        yield annotation


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
