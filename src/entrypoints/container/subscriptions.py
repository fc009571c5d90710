"""Who reacts to what: the whole of it."""

from collections.abc import Callable, Mapping
from typing import Final

from application.notifications.when_ticket_assigned import WhenTicketAssigned
from application.shared.ports import Reaction
from application.shared.reactions import Reactions
from application.shelf import Shelf
from domain.desk.events import TicketAssigned
from domain.shared.events import Event

SUBSCRIPTIONS: Final[Mapping[type[Event], tuple[Callable[[Shelf], Reaction], ...]]] = {
    TicketAssigned: (lambda shelf: WhenTicketAssigned(shelf.notifications_work),),
}

AWAITED: Final = frozenset(event.name for event in SUBSCRIPTIONS)
"""Wire names of the events that set anything off; only these cost a job."""


def reactions(shelf: Shelf) -> Reactions:
    return Reactions({event: [make(shelf) for make in makers] for event, makers in SUBSCRIPTIONS.items()})
