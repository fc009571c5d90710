from typing import Annotated, Final

from msgspec import Meta

from application.shared.messages import Message

NEWEST: Final = 5_000
"""Tickets whose tags are counted: those of two million could not be on each request."""


class TagFilter(Message, frozen=True, kw_only=True):
    """`search` is how a tag begins, in whatever case."""

    search: str = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class TagRow(Message, frozen=True):
    """A tag, and how many of the newest tickets carry it."""

    tag: str
    tickets: int
