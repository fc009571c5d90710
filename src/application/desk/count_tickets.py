from dataclasses import dataclass
from typing import Any

from msgspec import structs

from application.desk.queries.tickets import TicketFilter, TicketQueries
from application.shared.messages import Message
from application.shared.page import Total
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor
from domain.shared.errors import Invalid

_NONE = Total(0)


class SearchNotCounted(Invalid):
    """Fifteen searches at once would take longer than anybody waits."""

    code = "DESK_SEARCH_NOT_COUNTED"


class TicketCounts(Message, frozen=True):
    """How many there are in all, and of each kind; each number stops where totals of lists do."""

    total: Total
    by_status: dict[Status, Total]
    by_priority: dict[Priority, Total]
    mine: Total
    unassigned: Total
    overdue: Total


@dataclass(frozen=True, slots=True)
class CountTickets:
    """How many tickets fit a filter, and how they fall apart."""

    tickets: TicketQueries

    async def __call__(self, actor: Actor, filter: TicketFilter) -> TicketCounts:
        if filter.search is not None:
            raise SearchNotCounted("Searches are not counted by kinds.", {"search": "Not counted."})
        parts = _parts(actor, filter)
        asked = [part for part in parts.values() if part is not None]
        found = iter(await self.tickets.counts(actor, asked))
        totals = {name: _NONE if part is None else next(found) for name, part in parts.items()}
        return TicketCounts(
            total=totals["total"],
            by_status={status: totals[status] for status in Status},
            by_priority={priority: totals[priority] for priority in Priority},
            mine=totals["mine"],
            unassigned=totals["unassigned"],
            overdue=totals["overdue"],
        )


def _parts(actor: Actor, filter: TicketFilter) -> dict[str, TicketFilter | None]:
    """What to count, None where the filter itself rules it out."""
    return {
        "total": filter,
        **{status: _narrowed(filter, "status", (status,)) for status in Status},
        **{priority: _narrowed(filter, "priority", (priority,)) for priority in Priority},
        "mine": _narrowed(filter, "assignee_id", actor.user_id),
        "unassigned": _narrowed(filter, "assignee_id", "none"),
        "overdue": _narrowed(filter, "overdue", True),  # noqa: FBT003 - the value of a filter
    }


def _narrowed(filter: TicketFilter, name: str, value: Any) -> TicketFilter | None:
    stated = getattr(filter, name)
    admitted = value[0] in stated if isinstance(stated, tuple) and stated else stated in (None, (), value)
    return structs.replace(filter, **{name: value}) if admitted else None
