"""What handlers are asked with."""

from typing import Any, Final
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.params import FromPath

from application.shared.filters import Unreadable, read_id
from domain.shared.access import Actor

Asked = Request[Actor, None, State]
Id = FromPath[str]

NOTHING: Final = UUID(int=2**128 - 1)
"""The Max UUID (RFC 9562, 5.10), which nothing is ever given."""


def the(id: str) -> Any:
    """The id as the house knows it. What is malformed is the id of nothing, and answers like any other such."""
    try:
        return read_id(id)
    except Unreadable:
        return NOTHING
