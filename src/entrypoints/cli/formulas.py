"""Spreadsheets run text that looks like a formula; a leading quote keeps it text."""

import re
from typing import Final

_LIKE_A_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text with a quote before it where a spreadsheet might run it. `unguarded` gives it back as it was."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
