"""What crosses a boundary: commands in, rows and cards out."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, structs


class Message(Struct, frozen=True, rename="camel"):
    """Names are camelCase on every wire, snake_case in the house."""


class Command(Message, frozen=True, kw_only=True):
    """The input of a use case."""


Line = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
"""One line that says something."""

ShortText = Annotated[str, Meta(max_length=2_000)]

Place = Annotated[int, Meta(ge=0, le=1_000)]
"""Where something stands among others of its kind."""

Code = Annotated[str, Meta(max_length=100)]
"""What people type from an app or a sheet of paper, with whatever spaces and hyphens."""

Text = Annotated[str, Meta(min_length=1, max_length=1_000_000, pattern=r"\S")]
"""Prose. The bound is above anything people write; requests are bounded by their size in bytes before it."""

Tag = Annotated[str, Meta(min_length=1, max_length=50, pattern=r"^[^\s,]+( [^\s,]+)*$(?!\n)")]
"""A short label without commas; it can hold single spaces inside."""

Tags = Annotated[tuple[Tag, ...], Meta(max_length=30)]

Minutes = Annotated[int, Meta(ge=1, le=1_440)]
"""Of one day."""

Score = Annotated[int, Meta(ge=1, le=5)]

Instant = Annotated[datetime, Meta(tz=True)]
"""A time that says its offset from UTC, so that it is the same everywhere."""


def stated(command: Struct, *names: str) -> dict[str, Any]:
    """Those of the named fields which the caller stated; the others stay as they are."""
    return {name: value for name in names if (value := getattr(command, name)) is not UNSET}


def trimmed(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same without space around those of the named texts that are there."""
    return fields | {name: fields[name].strip() for name in names if name in fields}


def as_dict(command: Struct, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: value for name, value in structs.asdict(command).items() if name not in without}
