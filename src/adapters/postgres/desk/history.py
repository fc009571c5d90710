from typing import Final, final

from sqlalchemy import ColumnElement, Text, Uuid, and_, cast, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array

from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.listing import Listing
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import TICKET, events, tickets, users
from adapters.postgres.transaction import look
from application.desk.queries.history import TOLD_TO_ALL, TOLD_TO_STAFF, HistoryQueries, HistoryRow, Recorded
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import TicketScope, sees_internal
from domain.desk.history import Told
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import TicketId


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


def _told(name: str, told: Told) -> ColumnElement[bool]:
    named = events.c.name == _text(name)
    if not told.if_changed or told.values is None:
        return named
    changed = cast(array([_text(value) for value in sorted(told.values)]), ARRAY(Text))
    return and_(named, events.c.new_values.has_any(changed))


_IS_INTERNAL: Final = events.c.payload.contains(literal_column("""'{"is_internal": true}'::jsonb""", JSONB()))
_PUBLIC: Final = and_(or_(*(_told(name, told) for name, told in TOLD_TO_ALL.items())), ~_IS_INTERNAL)
_STAFF: Final = or_(*(_told(name, told) for name, told in TOLD_TO_STAFF.items()))

HISTORY: Final = Listing(
    Recorded,
    events,
    rows=events.outerjoin(users, users.c.id == events.c.actor_id),
    key=events.c.id,
    sort_types=BIRTH_SORT,
    sorts={"createdAt": events.c.created_at},
    conditions={"ticket_id": parameter("ticket_id", Uuid()) == TICKET, "public": _PUBLIC, "staff": _STAFF},
    action=events.c.name,
    actor_name=users.c.name,
)
_REQUESTER: Final = {
    name: Statement(select(tickets.c.requester_id).where(tickets.c.id == parameter("id", tickets.c.id), condition))
    for name, condition in SCOPES.items()
}


@final
class PostgresHistoryQueries(HistoryQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, ticket_id: TicketId, page: PageRequest) -> Page[HistoryRow]:
        scope, to_staff = TicketScope.of(actor), sees_internal(actor)
        found = await look(self._pool, _REQUESTER[scope_name(scope)], {"id": ticket_id} | scope_parameters(scope))
        if not found:
            raise TicketNotFound("There is no such ticket.")
        asked = {"ticket_id": ticket_id, "staff" if to_staff else "public": None}
        recorded = await HISTORY.page(self._pool, asked, page)
        rows = [one.shown(actor, requester_id=found[0][0], to_staff=to_staff) for one in recorded.items]
        return Page(items=rows, total=recorded.total, total_is_capped=recorded.total_is_capped, last=recorded.last)
