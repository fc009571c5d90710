"""Which tickets fit a filter."""

from datetime import datetime
from typing import Any

from application.desk.queries.tickets import TicketFilter
from domain.desk.ticket import FINISHED, Ticket


def fits(ticket: Ticket, wanted: TicketFilter, *, now: datetime) -> bool:
    """Words aside."""
    is_overdue = ticket.status not in FINISHED and ticket.due_at is not None and ticket.due_at < now
    return (
        (not wanted.status or ticket.status in wanted.status)
        and (not wanted.priority or ticket.priority in wanted.priority)
        and (not wanted.channel or ticket.channel in wanted.channel)
        and set(wanted.tag) <= set(ticket.tags)
        and wanted.category_id in (None, ticket.category_id or "none")
        and wanted.team_id in (None, ticket.team_id or "none")
        and wanted.status_id in (None, ticket.status_id or "none")
        and wanted.assignee_id in (None, ticket.assignee_id or "none")
        and wanted.requester_id in (None, ticket.requester_id)
        and wanted.number in (None, ticket.number)
        and wanted.external_key in (None, ticket.external_key)
        and wanted.overdue in (None, is_overdue)
        and wanted.answered in (None, ticket.first_response_at is not None)
        and _is_between(ticket.number, wanted.number_from, wanted.number_to)
        and _is_between(ticket.created_at, wanted.created_from, wanted.created_to)
        and _is_between(ticket.updated_at, wanted.updated_from, wanted.updated_to)
        and _is_between(ticket.due_at, wanted.due_from, wanted.due_to)
        and _is_between(ticket.resolved_at, wanted.resolved_from, wanted.resolved_to)
        and _is_between(ticket.closed_at, wanted.closed_from, wanted.closed_to)
    )


def _is_between(value: Any, first: Any, end: Any) -> bool:
    """What is not there is in no bounds."""
    if value is None:
        return first is None and end is None
    return (first is None or first <= value) and (end is None or value < end)
