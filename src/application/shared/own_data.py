"""What is kept about whoever asks, for them to take along: each context gives its part, an entry point joins them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from application.shared.page import Page, PageRequest, Row, Sort

AT_ONCE: Final = 500
"""Rows that are held at a time, however many there are."""

One = Callable[[], Awaitable[Any]]
Many = AsyncIterator[Sequence[Any]]
OwnData = Mapping[str, One | Many]
"""By its name in the document: a single thing, or a list in portions."""


async def walk(page_of: Callable[[PageRequest], Awaitable[Page[Row]]]) -> AsyncIterator[list[Row]]:
    """A whole list from its beginning, oldest first."""
    page = PageRequest(sort=(Sort("createdAt"),), limit=AT_ONCE)
    while True:
        found = await page_of(page)
        yield found.items
        if found.last is None:
            return
        page = replace(page, after=found.last)
