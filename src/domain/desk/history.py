"""Which events make up the history of a ticket, and what of them is told to whom: what does not stand here is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.desk.events import (
    AssignmentMoved,
    CommentEdited,
    CommentHidden,
    CommentRemoved,
    PeopleMentioned,
    SlaBreached,
    SlaBreachWithdrawn,
    SlaWarned,
    TicketAssigned,
    TicketCommented,
    TicketEdited,
    TicketImported,
    TicketLinked,
    TicketMerged,
    TicketMoved,
    TicketOpened,
    TicketRated,
    TicketStatusNamed,
    TicketUnassigned,
    TicketUnlinked,
    TicketUnmerged,
    TicketUnwatched,
    TicketWatched,
    TimeAmended,
    TimeLogged,
    TimeRemoved,
)
from domain.shared.events import Event


class Doer(StrEnum):
    """Who did something, as far as everybody may know who sees it done."""

    YOU = "you"
    REQUESTER = "requester"
    STAFF = "staff"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Told:
    """`values` are the changed values that are shown, by wire name; None is all of them.

    With `if_changed` it is told only where one of them changed: other changes are none of the reader's business.
    """

    values: frozenset[str] | None = frozenset()
    if_changed: bool = False


FACT: Final = Told()
_EDITED: Final = frozenset({"title", "description", "priority", "categoryId", "dueAt"})

PUBLIC: Final[Mapping[type[Event], Told]] = {
    TicketOpened: FACT,
    TicketImported: FACT,
    TicketEdited: Told(_EDITED, if_changed=True),
    TicketMoved: Told(frozenset({"status", "resolution"})),
    TicketAssigned: FACT,
    TicketUnassigned: FACT,
    TicketCommented: FACT,
    TicketMerged: FACT,
    TicketUnmerged: FACT,
}
"""What requesters are told. What says of itself that it is internal they are not told, whatever it is."""

STAFF: Final[Mapping[type[Event], Told]] = {
    **dict.fromkeys(PUBLIC, Told(values=None)),
    AssignmentMoved: Told(values=None),
    TicketRated: Told(values=None),
    TicketStatusNamed: Told(values=None),
    CommentEdited: Told(values=None),
    CommentHidden: Told(values=None),
    CommentRemoved: Told(values=None),
    PeopleMentioned: Told(values=None),
    SlaWarned: Told(values=None),
    SlaBreached: Told(values=None),
    SlaBreachWithdrawn: Told(values=None),
    TimeLogged: Told(values=None),
    TimeAmended: Told(values=None),
    TimeRemoved: Told(values=None),
    TicketLinked: Told(frozenset({"relation"})),
    TicketUnlinked: Told(frozenset({"relation"})),
    TicketMerged: Told(frozenset({"status"})),
    TicketUnmerged: Told(frozenset({"status"})),
    TicketWatched: Told(values=None),
    TicketUnwatched: Told(values=None),
}
"""What those are told who see internal notes; of other tickets nothing, as they may not know of them."""

UNTOLD: Final[frozenset[type[Event]]] = frozenset()
"""What concerns a ticket and stands in the audit log alone."""
