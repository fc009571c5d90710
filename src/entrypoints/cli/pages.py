"""Lists to their end."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from application.shared.page import Page, PageRequest, Sort
from domain.shared.access import Actor

Row = TypeVar("Row")
Filter = TypeVar("Filter")


async def every(
    list_: Callable[[Actor, Filter, PageRequest], Awaitable[Page[Row]]], filter: Filter
) -> AsyncIterator[Row]:
    """All rows the house sees, oldest first."""
    after = None
    while True:
        page = await list_(Actor.house(), filter, PageRequest(sort=(Sort("createdAt"),), limit=100, after=after))
        for row in page.items:
            yield row
        if (after := page.last) is None:
            return
