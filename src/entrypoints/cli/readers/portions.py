from collections.abc import Iterable, Iterator
from typing import Final

from entrypoints.cli.readers.entries import Read, Refused

TICKETS: Final = 250
LETTERS: Final = 4_000_000
"""Either ends a portion: enough to make a transaction worth its while, little enough to keep memory flat."""


def portions(entries: Iterable[Read | Refused]) -> Iterator[list[Read | Refused]]:
    """The entries in order, a few hundred at a time."""
    portion: list[Read | Refused] = []
    letters = 0
    for entry in entries:
        portion.append(entry)
        letters += _letters(entry)
        if len(portion) == TICKETS or letters >= LETTERS:
            yield portion
            portion, letters = [], 0
    if portion:
        yield portion


def _letters(entry: Read | Refused) -> int:
    if isinstance(entry, Refused):
        return len(entry.text)
    return len(entry.record.description) + sum(len(comment.body) for comment in entry.record.comments)
