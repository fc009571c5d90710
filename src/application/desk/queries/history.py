from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from msgspec import Struct

from application.shared.changes import MASK
from application.shared.messages import Message
from application.shared.page import Page, PageRequest
from domain.desk.events import TicketMoved
from domain.desk.history import PUBLIC, STAFF, Doer, Told
from domain.shared.access import HOUSE, Actor
from domain.shared.ids import TicketId, UserId

_LONG: Final = frozenset({"description"})
"""Values of which only is shown that they changed: there may be a hundred of them on a page."""

TOLD_TO_ALL: Final[Mapping[str, Told]] = {event.name: told for event, told in PUBLIC.items()}
TOLD_TO_STAFF: Final[Mapping[str, Told]] = {event.name: told for event, told in STAFF.items()}
"""By wire name."""


class HistoryRow(Message, frozen=True):
    """`action` is an event's wire name. Who did it is told by name to staff, to others by what they are."""

    id: UUID
    action: str
    by: Doer
    actor_id: UUID | None
    actor_name: str | None
    old_values: dict[str, Any]
    new_values: dict[str, Any]
    created_at: datetime


class Recorded(Struct, frozen=True):
    """As the record has it. The name is that of who has the account of the actor, if there is one."""

    id: UUID
    action: str
    actor_id: UUID
    actor_name: str | None
    payload: dict[str, Any]
    old_values: dict[str, Any]
    new_values: dict[str, Any]
    created_at: datetime

    def shown(self, actor: Actor, *, requester_id: UserId, to_staff: bool) -> HistoryRow:
        told = (TOLD_TO_STAFF if to_staff else TOLD_TO_ALL)[self.action]
        is_move = self.action == TicketMoved.name  # of several events of one change, only the first has its values
        return HistoryRow(
            id=self.id,
            action=self.action,
            by=_doer(self.actor_id, actor, requester_id),
            actor_id=self.actor_id if to_staff else None,
            actor_name=self.actor_name if to_staff else None,
            old_values=_shown(self.old_values | ({"status": self.payload["old"]} if is_move else {}), told),
            new_values=_shown(self.new_values | ({"status": self.payload["new"]} if is_move else {}), told),
            created_at=self.created_at,
        )


class HistoryQueries(Protocol):
    async def list(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[HistoryRow]:
        """What happened to a ticket, as far as the actor is told. TicketNotFound outside their scope."""


def _doer(who: UUID, actor: Actor, requester_id: UserId) -> Doer:
    if who == HOUSE:
        return Doer.HOUSE
    if who == actor.user_id:
        return Doer.YOU
    return Doer.REQUESTER if who == requester_id else Doer.STAFF


def _shown(values: Mapping[str, Any], told: Told) -> dict[str, Any]:
    return {
        name: MASK if name in _LONG and value is not None else value
        for name, value in values.items()
        if told.values is None or name in told.values
    }
