"""What is stored beside a ticket that was opened, whichever ORM holds it."""

from datetime import datetime
from typing import Any, Final

_BEFORE: Final = dict.fromkeys(
    ("id", "number", "title", "description", "status", "priority", "requesterId", "channel", "tags", "createdAt")
)


DEFER: Final = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('reactions', 'react', 0, NULL, NULL,"
    " jsonb_build_object('transaction', pg_current_xact_id()::text), NULL)::procrastinate_job_to_defer_v1])"
)
"""The job that will tell of it, as the house defers it."""


def begun_clocks(at: datetime) -> list[dict[str, Any]]:
    runs = [{"start": at.isoformat(), "end": None}]
    return [
        {"kind": kind, "promise": None, "stretches": runs, "stopped_at": None}
        for kind in ("first_response", "resolution")
    ]


def opened_event(ticket: Any, *, request_id: str, ip: str | None, user_agent: str | None) -> dict[str, Any]:
    """The columns of the event, but its id."""
    ids: dict[str, Any] = {"number": ticket.number}
    at, requester_id = ticket.created_at.isoformat(), str(ticket.requester_id)
    after: dict[str, Any] = {
        "id": str(ticket.id),
        "title": ticket.title,
        "description": ticket.description,
        "status": ticket.status,
        "priority": ticket.priority,
        "requesterId": requester_id,
        "channel": ticket.channel,
        "createdAt": at,
    }
    if ticket.tags:
        after["tags"] = ticket.tags
    return {
        "name": "desk.ticket_opened",
        "entity_type": "ticket",
        "entity_id": ticket.id,
        "payload": {**ids, "at": at, "ticket_id": str(ticket.id), "requester_id": requester_id},
        "old_values": _BEFORE,
        "new_values": {**ids, **after},
        "actor_id": ticket.requester_id,
        "request_id": request_id,
        "ip": ip,
        "user_agent": user_agent,
        "created_at": ticket.created_at,
    }
