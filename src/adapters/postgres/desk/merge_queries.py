from typing import Final, final

from sqlalchemy import func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import merged_things, ticket_links, ticket_merges, tickets
from adapters.postgres.transaction import look
from application.desk.queries.merges import MergeCard, MergeQueries
from domain.desk.access import TicketScope
from domain.desk.merge import MergeNotFound
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor
from domain.shared.ids import TicketId

_SOURCE: Final = ticket_merges.c.source_id
_COUNTS: Final = (
    select(merged_things.c.kind, func.count().label("things"))
    .where(merged_things.c.merge_id == ticket_merges.c.id)
    .group_by(merged_things.c.kind)
    .correlate(ticket_merges)
    .subquery("counts")
    .lateral()
)
_MOVED: Final = select(func.jsonb_object_agg(_COUNTS.c.kind, _COUNTS.c.things)).select_from(_COUNTS).scalar_subquery()
_LEFT: Final = (
    select(func.count())
    .select_from(ticket_links)
    .where(or_(ticket_links.c.source_id == _SOURCE, ticket_links.c.target_id == _SOURCE))
    .scalar_subquery()
)
_CARD: Final = Reader(MergeCard)
_CARDS: Final = {
    name: Statement(
        select(
            *_CARD.columns(
                ticket_merges,
                ticket_id=_SOURCE,
                into_id=ticket_merges.c.target_id,
                into_number=tickets.c.number,
                moved=func.coalesce(_MOVED, literal_column("'{}'", JSONB())),
                left_links=_LEFT,
            )
        )
        .select_from(ticket_merges.join(tickets, tickets.c.id == ticket_merges.c.target_id))
        .where(parameter("id", _SOURCE) == _SOURCE, ticket_merges.c.undone_at.is_(None), condition)
    )
    for name, condition in SCOPES.items()
}
_VISIBLE: Final = {
    name: Statement(select(tickets.c.id).where(tickets.c.id == parameter("id", tickets.c.id), condition))
    for name, condition in SCOPES.items()
}


@final
class PostgresMergeQueries(MergeQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def card(self, actor: Actor, ticket_id: TicketId) -> MergeCard:
        scope = TicketScope.of(actor)
        asked = {"id": ticket_id} | scope_parameters(scope)
        if not await look(self._pool, _VISIBLE[scope_name(scope)], asked):
            raise TicketNotFound("There is no such ticket.")
        found = await look(self._pool, _CARDS[scope_name(scope)], asked)
        if not found:
            raise MergeNotFound("This ticket was not merged into any.")
        return _CARD(found[0])
