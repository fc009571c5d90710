"""What hangs on a ticket, by table, and what becomes of it when the ticket is merged.

A test holds it against the tables, so that whoever adds one has to decide.
"""

from collections.abc import Mapping
from typing import Final

GOES_ALONG: Final[Mapping[str, tuple[str, ...]]] = {
    "comments": (),
    "ticket_watchers": ("user_id",),
    "time_entries": (),
}
"""Hangs on the target from then on, and goes back when the merge is undone.

With what no ticket has twice: what the target has already, stays.
"""

STAFF_ONLY: Final = frozenset({"time_entries"})
"""Of these, those nobody but staff knows of: they go along across requesters, too. Of comments internal notes do."""

LINKS: Final = "ticket_links"
"""Go along one by one, as far as the rules of links let them."""


def kind_of(table: str) -> str:
    """What is said of the things in a table, which stand together with others of tickets there."""
    return table.removeprefix("ticket_")


STAYS: Final[Mapping[str, str]] = {
    "ticket_drafts": "what somebody means to say there, for themselves alone",
    "notifications": "what somebody was told, which was about this ticket",
    "assignments": "whose turn it was, that was about this ticket",
    "ratings": "what somebody made of this resolution",
    "complaints": "what somebody complained of, which was about this ticket and whoever held it",
    "ticket_merges": "says itself what was merged into what",
}
"""With the reason."""
