"""Where the command line speaks: results on stdout, everything about them on stderr."""

import sys
from typing import Final

from rich.console import Console

from domain.shared.errors import Refusal, Unavailable

WIDE: Final = 10_000
"""Columns where nobody looks: programs want whole words, not what fits a screen."""

out: Final = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
err: Final = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Tell the person at the keyboard how it goes."""
    err.print(text, markup=False)


def complain(text: str) -> None:
    """Say in one line why it does not go."""
    err.print("tixgenius:", text, style="red", markup=False)


def complain_of(refusal: Refusal) -> None:
    complain(in_one_line(refusal))


def in_one_line(refusal: Refusal) -> str:
    """The refusal, what it says about each field, and for something that is down the reason it gave."""
    details = "; ".join(f"{name}: {what}" for name, what in refusal.details.items())
    reason = str(refusal.__cause__ or "").partition("\n")[0] if isinstance(refusal, Unavailable) else ""
    return " ".join((refusal.message, *(f"({part})" for part in (details, reason) if part)))
