"""The list of tickets: what it can be asked for, in which order, and by which indexes."""

from datetime import datetime
from typing import Final

from msgspec import structs
from sqlalchemy import Text, and_, false, func, not_, null, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.desk.scope import APART, SCOPES, scope_name, scope_parameters
from adapters.postgres.desk.search import SEARCHED_NUMBER, SEARCHES, search_name
from adapters.postgres.desk.ways import ticket_ways
from adapters.postgres.listing import (
    Conditions,
    Listing,
    Wanted,
    any_name,
    any_of,
    between,
    equal,
    literal,
    none_of,
    or_none,
    wanted,
)
from adapters.postgres.portion import Sift
from adapters.postgres.sql import parameter
from adapters.postgres.tables import due_never, due_rank, ticket_watchers, tickets
from application.desk.queries.tickets import TICKET_SORTS, TicketFilter, TicketRow
from application.shared.page import ENDLESS
from domain.desk.access import TicketScope, sees_internal, sees_watcher
from domain.desk.ticket import FINISHED, Status
from domain.shared.access import Actor

_NOW: Final = parameter("now", tickets.c.due_at)
_TAGS: Final = parameter("tag", ARRAY(Text))
_UNFINISHED: Final = [status for status in Status if status not in FINISHED]
_IS_OVERDUE: Final = due_rank < _NOW
_RESPONDED: Final = tickets.c.first_response_at.is_not(None)

_INDEXED: Final[Conditions] = {
    **SCOPES,
    **APART,
    "nothing": false(),
    **any_of(tickets.c.status, usual=FINISHED),
    any_name("status", _UNFINISHED): none_of(tickets.c.status, FINISHED),
    **or_none(tickets.c.assignee_id),
    "watcher_id": tickets.c.id.in_(
        select(ticket_watchers.c.ticket_id).where(
            ticket_watchers.c.user_id == parameter("watcher_id", ticket_watchers.c.user_id)
        )
    ),
    **equal(tickets.c.status_id, tickets.c.category_id, tickets.c.team_id, tickets.c.requester_id),
    **equal(tickets.c.number, tickets.c.external_key),
    **between(tickets.c.created_at, "created"),
    **between(tickets.c.updated_at, "updated"),
    **between(tickets.c.number, "number"),
}
_UNINDEXED: Final[Conditions] = {
    **any_of(tickets.c.priority),  # but in their own order, and by themselves
    "status_id none": tickets.c.status_id.is_(None),
    "category_id none": tickets.c.category_id.is_(None),
    "team_id none": tickets.c.team_id.is_(None),
    **any_of(tickets.c.channel),
    "answered": _RESPONDED,
    "unanswered": not_(_RESPONDED),
    "in time": or_(tickets.c.status.in_(FINISHED), not_(_IS_OVERDUE)),
    **between(tickets.c.resolved_at, "resolved"),
    **between(tickets.c.closed_at, "closed"),
}
_DUE: Final[Conditions] = {
    "due_from": and_(due_rank >= parameter("due_from", tickets.c.due_at), due_rank < due_never),
    "due_to": due_rank < parameter("due_to", tickets.c.due_at),
}
_SIFTS: Final = {
    **{name: Sift(condition) for name, condition in _UNINDEXED.items()},
    **{name: Sift(condition, (condition,)) for name, condition in _DUE.items()},
    "overdue": Sift(
        _IS_OVERDUE,
        tuple(and_(tickets.c.status == literal(tickets.c.status, status), _IS_OVERDUE) for status in _UNFINISHED),
    ),
    "tag": Sift(func.arraycontains(tickets.c.tags, _TAGS), (tickets.c.tags.contains(_TAGS),)),
    **SEARCHES,
}

TICKET_LIST: Final = Listing(
    TicketRow,
    tickets,
    key=tickets.c.id,
    sort_types=TICKET_SORTS,
    sorts={
        "createdAt": tickets.c.created_at,
        "updatedAt": tickets.c.updated_at,
        "number": tickets.c.number,
        "priority": tickets.c.priority,
        "title": tickets.c.title,
        "dueAt": due_rank,
    },
    conditions=_INDEXED | {name: sift.asked for name, sift in _SIFTS.items()},
    ways=ticket_ways,
    sifts=_SIFTS,
    stand_ins={due_rank.name: lambda row: row.due_at or ENDLESS},
    snippet=null(),
)


def asked(actor: Actor, filter: TicketFilter, *, now: datetime) -> Wanted:
    """What a filter states, as the conditions of the list; what is overdue is of the unfinished."""
    scope = TicketScope.of(actor)
    plain = structs.replace(filter, tag=(), overdue=None, answered=None)
    names = [scope_name(scope)]
    if filter.answered is not None:
        names.append("answered" if filter.answered else "unanswered")
    if filter.overdue is not None:
        names.append("overdue" if filter.overdue else "in time")
    if filter.overdue:
        unfinished = tuple(status for status in filter.status or Status if status not in FINISHED)
        plain = structs.replace(plain, status=unfinished)
        names += [] if unfinished else ["nothing"]
    if filter.watcher_id is not None and not sees_watcher(actor, filter.watcher_id):
        names.append("nothing")
    if filter.search is not None:
        with_number = filter.searched_number is not None
        names.append(search_name(with_notes=sees_internal(actor), with_number=with_number))
    tags: Wanted = {"tag": list(filter.tag)} if filter.tag else {}
    values = scope_parameters(scope) | {"now": now, SEARCHED_NUMBER: filter.searched_number}
    return wanted(plain) | dict.fromkeys(names) | tags | values
