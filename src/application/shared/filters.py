"""Filter values as text, as they stand in a query string, read strictly by the types of a Filter's fields."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from application.shared.page import Sort, SortTypes
from application.shared.sentences import sentence

LONGEST: Final = 300
"""Characters of a text to look for."""

LONGEST_NAME: Final = 100
"""Characters of a name that nobody knows, as far as a refusal repeats it."""

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
GREATEST: Final = 10**15 - 1
_INTEGER: Final = re.compile(r"-?[0-9]{1,15}")

Reader = Callable[[str], Any]
"""Reads one value; ValueError says what is expected of it."""


class Unreadable(ValueError):
    """Says what a value should have been."""


def readers_of(filter: type[Struct]) -> Mapping[str, tuple[str, Reader]]:
    """Wire name to the field's own name and how its value is read."""
    return {field.encode_name: (field.name, _reader(field.type)) for field in structs.fields(filter)}


def read_values(
    stated: Mapping[str, str], readers: Mapping[str, tuple[str, Reader]], wrong: dict[str, str]
) -> dict[str, Any]:
    """The values of a Filter by its own names; what is wrong with any of them goes to `wrong`, by its name."""
    values: dict[str, Any] = {}
    for name, text in stated.items():
        if name not in readers:
            wrong[name[:LONGEST_NAME]] = "Unknown."
            continue
        own_name, reader = readers[name]
        try:
            values[own_name] = reader(text)
        except Unreadable as problem:
            wrong[name] = str(problem)
    return values


def read_sort(text: str, sorts: SortTypes) -> tuple[Sort, ...]:
    """Such as `-priority,createdAt`. Unreadable when a list cannot be sorted like that."""
    sort = tuple(Sort(part.removeprefix("-"), part.startswith("-")) for part in text.split(","))
    unknown = [key.key for key in sort if key.key not in sorts]
    if unknown:
        raise Unreadable(f"No sort key: {', '.join(unknown)[:LONGEST_NAME]}. There are: {', '.join(sorts)}.")
    if len({key.key for key in sort}) < len(sort):
        raise Unreadable("A key is stated twice.")
    return sort


def alternatives(kind: Any) -> list[Any]:
    """The types a value can have, None aside."""
    kind = getattr(kind, "__supertype__", kind)  # ids are new types over UUID
    if get_origin(kind) in (Union, UnionType):
        return [inner for part in get_args(kind) for inner in alternatives(part)]
    return [] if kind is NoneType else [kind]


def read_id(text: str) -> UUID:
    """An id in its usual spelling."""
    if not _UUID.fullmatch(text):
        raise Unreadable("Not an id.")
    return UUID(text)


def _reader(kind: Any) -> Reader:
    readers = [_plain_reader(alternative) for alternative in alternatives(kind)]
    return _one_of(readers) if len(readers) > 1 else readers[0]


def _plain_reader(kind: Any) -> Reader:
    if get_origin(kind) is Annotated:
        return _within(kind, _plain_reader(get_args(kind)[0]))
    if get_origin(kind) is tuple:
        element = _reader(get_args(kind)[0])
        return lambda text: tuple(element(part) for part in text.split(","))
    if get_origin(kind) is Literal:
        return _choice({str(value): value for value in get_args(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice({str(member.value): member for member in kind})
    return _BY_TYPE[kind]


def _one_of(readers: list[Reader]) -> Reader:
    """Of several alternatives the first that reads it; the last has the last word."""

    def read(text: str) -> Any:
        for reader in readers[:-1]:
            try:
                return reader(text)
            except Unreadable:
                continue
        return readers[-1](text)

    return read


def _within(kind: Any, reader: Reader) -> Reader:
    """A reader that holds to the bounds its type is annotated with."""

    def read(text: str) -> Any:
        try:
            return msgspec.convert(reader(text), kind)
        except msgspec.ValidationError as problem:
            raise Unreadable(sentence(str(problem), kind)) from None

    return read


def _choice(choices: Mapping[str, Any]) -> Reader:
    def read(text: str) -> Any:
        try:
            return choices[text]
        except KeyError:
            raise Unreadable(f"One of: {', '.join(choices)}.") from None

    return read


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise Unreadable("Not an integer of 15 digits at most.")
    return int(text)


def _time(text: str) -> datetime:
    """With a zone, because what is stored has one."""
    try:
        time = msgspec.convert(text, datetime)
        if time.tzinfo is None:
            raise Unreadable("Needs a time zone, such as Z.")
        return time.astimezone(UTC)
    except (msgspec.ValidationError, OverflowError):
        raise Unreadable("Not a time such as 2026-03-01T09:30:00Z.") from None


def _date(text: str) -> date:
    try:
        return msgspec.convert(text, date)
    except msgspec.ValidationError:
        raise Unreadable("Not a day such as 2026-03-01.") from None


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(f"At most {LONGEST} characters.")
    return text


_BY_TYPE: Final[Mapping[Any, Reader]] = {
    bool: _choice({"true": True, "false": False}),
    date: _date,
    datetime: _time,
    int: _integer,
    str: _text,
    UUID: read_id,
}
