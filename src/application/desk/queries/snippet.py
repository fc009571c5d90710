"""A part of what was found, with the words that were looked for marked."""

from html import escape
from typing import Final

BEGIN: Final = "\x02"
END: Final = "\x03"
"""Stand around a word in a text that holds neither of them otherwise."""

LONGEST: Final = 300
"""Characters that are shown, as a word can have any length."""


def snippet(marked: str) -> str:
    """HTML in which nothing is an element but `mark`."""
    parts: list[str] = []
    left = LONGEST
    for place, text in enumerate(_pieces(" ".join(marked.split()))):
        shown = escape(text[:left])
        parts.append(f"<mark>{shown}</mark>" if place % 2 and shown else shown)
        left -= len(text)
        if left < 0:
            return "".join([*parts, "…"])
    return "".join(parts)


def _pieces(marked: str) -> list[str]:
    """What is not marked and what is, in turn."""
    return marked.replace(END, BEGIN).split(BEGIN)
