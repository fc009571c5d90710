"""The four requests that are measured, as any stack is asked them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Endpoint = Literal["ping", "point", "list", "post"]
ENDPOINTS: Final[tuple[Endpoint, ...]] = ("ping", "point", "list", "post")

PING: Final = "/api/v1/ping"
TICKETS: Final = "/api/v1/tickets"
PAGES: Final = 20
"""Pages that the list is asked for in turn, each by the cursor of the one before it."""

NEW_TICKET: Final[dict[str, Any]] = {
    "title": "The invoice of March shows the wrong total",
    "description": "Since the update of yesterday the discount is taken off twice. " * 5,
    "priority": "high",
    "tags": ["invoice", "discount"],
}


@dataclass(frozen=True, slots=True)
class Question:
    method: Literal["GET", "POST"]
    path: str
    body: str = ""


def point(ticket_id: str) -> str:
    return f"{TICKETS}/{ticket_id}"


def page(cursor: str) -> str:
    return f"{TICKETS}?limit=20&cursor={cursor}"


def questions(endpoint: Endpoint, tickets: Sequence[str], cursors: Sequence[str]) -> list[Question]:
    """What the load asks in turn, over and over."""
    match endpoint:
        case "ping":
            return [Question("GET", PING)]
        case "point":
            return [Question("GET", point(ticket_id)) for ticket_id in tickets]
        case "list":
            return [Question("GET", page(cursor)) for cursor in cursors]
        case "post":
            return [Question("POST", TICKETS, json.dumps(NEW_TICKET))]
