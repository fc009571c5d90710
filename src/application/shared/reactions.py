"""Which reactions an event sets off."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

from application.shared.ports import Happened, Reaction
from domain.shared.events import Event


class RecordedEvent(msgspec.Struct, frozen=True):
    """An event as the log holds it; `payload` are its fields as JSON values."""

    id: UUID
    name: str
    payload: dict[str, Any]
    actor_id: UUID


class EventLog(Protocol):
    async def of_transaction(self, transaction: str) -> Sequence[RecordedEvent]:
        """What one transaction recorded, in order."""

    async def one(self, event_id: UUID) -> RecordedEvent | None: ...


class Reactions:
    """The subscriptions of the house. A reaction is known by its context and class, which jobs carry by name."""

    def __init__(self, subscriptions: Mapping[type[Event], Sequence[Reaction]]) -> None:
        self._events = {event.name: event for event in subscriptions}
        self._reactions = {
            event.name: {_name(reaction): reaction for reaction in reactions}
            for event, reactions in subscriptions.items()
        }

    def to(self, event_name: str) -> Sequence[str]:
        """Names of the reactions that an event sets off."""
        return tuple(self._reactions.get(event_name, ()))

    async def run(self, reaction: str, recorded: RecordedEvent) -> None:
        """Run one reaction to one event."""
        event = msgspec.convert(recorded.payload, self._events[recorded.name])
        await self._reactions[recorded.name][reaction](Happened(recorded.id, event, recorded.actor_id))


def _name(reaction: Reaction) -> str:
    """`notifications.WhenTicketAssigned`: several contexts may have a class of that name."""
    kind = type(reaction)
    return ".".join([*kind.__module__.split(".")[1:2], kind.__name__])
