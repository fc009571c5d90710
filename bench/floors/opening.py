"""What is stored when a ticket is opened, but its number, which the database gives."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from bench.floors.shapes import ENCODE, Card, NewTicket, new_request_id

_OLD: Final = (
    '{"id": null, "tags": null, "title": null, "number": null, "status": null, "channel": null, "priority": null,'
    ' "createdAt": null, "description": null, "requesterId": null}'
)


@dataclass(frozen=True, slots=True)
class Opening:
    """One ticket about to be opened by somebody for themselves."""

    new: NewTicket
    actor_id: UUID
    ip: str
    user_agent: str | None
    id: UUID
    event_id: UUID
    at: datetime
    request_id: str

    @property
    def ticket(self) -> tuple[object, ...]:
        """Parameters 1 to 8 of the statements."""
        new, runs = self.new, [{"start": self.at, "end": None}]
        clocks = [
            {"kind": kind, "promise": None, "stretches": runs, "stopped_at": None}
            for kind in ("first_response", "resolution")
        ]
        words = new.title, new.description, new.priority
        return self.id, *words, self.actor_id, list(new.tags), self.at, ENCODE(clocks).decode()

    @property
    def event(self) -> tuple[object, ...]:
        """Id, payload, old and new values, request id, address and agent; a number is to be added to two of them."""
        payload = {"at": self.at, "ticket_id": self.id, "requester_id": self.actor_id}
        after = {
            "id": self.id,
            "title": self.new.title,
            "description": self.new.description,
            "status": "open",
            "priority": self.new.priority,
            "requesterId": self.actor_id,
            "channel": "api",
            "createdAt": self.at,
        }
        if self.new.tags:
            after["tags"] = self.new.tags
        values = ENCODE(payload).decode(), _OLD, ENCODE(after).decode()
        return self.event_id, *values, self.request_id, self.ip, self.user_agent

    def card(self, number: int) -> Card:
        new = self.new
        nothing = (None,) * 7
        about = (self.id, number, new.title, new.description, "open", None, new.priority)
        whose = (None, None, None, self.actor_id, "api", list(new.tags))
        return Card(*about, *whose, *nothing, 1, self.at, self.at)


def opening(new: NewTicket, actor_id: UUID, ip: str, user_agent: str | None) -> Opening:
    return Opening(new, actor_id, ip, user_agent, uuid7(), uuid7(), datetime.now(UTC), new_request_id())
