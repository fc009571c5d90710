from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from application.shelf import Shelf

Kind = Literal[
    "page", "combination", "search", "counts", "tally", "number", "people", "point", "queue", "write", "export"
]

Ask = Callable[[Shelf], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """`ask` makes the application send its statements; `kind` says which budget they have."""

    kind: Kind
    name: str
    ask: Ask
