"""Links between tickets: storing them, and what follows along them."""

from typing import Final, final

from sqlalchemy import BigInteger, func, or_, select
from sqlalchemy.sql.expression import exists

from adapters.postgres.desk.kept import LINKS
from adapters.postgres.events import Recorder
from adapters.postgres.listing import none_of
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import ticket_links, tickets
from adapters.postgres.transaction import Transaction
from application.desk.ports import LinkRepository
from domain.desk.link import LinkNotFound, Relation, TicketLink
from domain.desk.ticket import FINISHED
from domain.shared.events import Event
from domain.shared.ids import LinkId, TicketId

_LINKS_LOCK: Final = 1_096_040_770

_OF: Final = parameter("ticket_id", tickets.c.id)
_LINK: Final = Statement(LINKS.to_change(ticket_links.c.id == parameter("id", ticket_links.c.id)))
_LINKS: Final = Statement(
    LINKS.to_change(or_(ticket_links.c.source_id == _OF, ticket_links.c.target_id == _OF)).order_by(
        ticket_links.c.created_at, ticket_links.c.id
    )
)
_LOCK: Final = Statement(select(func.pg_advisory_xact_lock(parameter("lock", BigInteger()))))

_KIND: Final = parameter("relation", ticket_links.c.relation)
_AHEAD: Final = (
    select(ticket_links.c.target_id)
    .where(ticket_links.c.relation == _KIND, ticket_links.c.source_id == parameter("start", ticket_links.c.source_id))
    .cte("ahead", recursive=True)
)
_REACHED: Final = _AHEAD.union(
    select(ticket_links.c.target_id).where(
        ticket_links.c.relation == _KIND, ticket_links.c.source_id == _AHEAD.c.target_id
    )
)
_LEADS_BACK: Final = Statement(
    select(exists().where(_REACHED.c.target_id == parameter("end", ticket_links.c.target_id)))
)

_CHILDREN: Final = select(ticket_links.c.target_id).where(
    ticket_links.c.relation == Relation.PARENT_OF, ticket_links.c.source_id == _OF
)
_BLOCKERS: Final = select(ticket_links.c.source_id).where(
    ticket_links.c.relation == Relation.BLOCKS, ticket_links.c.target_id == _OF
)
_UNFINISHED: Final = Statement(
    select(func.count())
    .select_from(tickets)
    .where(tickets.c.id.in_(_CHILDREN.union(_BLOCKERS)), none_of(tickets.c.status, FINISHED))
)


@final
class PostgresLinkRepository(LinkRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, link_id: LinkId) -> TicketLink:
        link = await LINKS.load(self._transaction, _LINK, id=link_id)
        if link is None:
            raise LinkNotFound("There is no such link.")
        return link

    async def of(self, ticket_id: TicketId) -> list[TicketLink]:
        return await LINKS.load_all(self._transaction, _LINKS, ticket_id=ticket_id)

    async def leads_back(self, link: TicketLink) -> bool:
        """Locked first, then followed: two links that close a circle may have no ticket in common."""
        if not link.relation.is_directed:
            return False
        await self._transaction.run(_LOCK, {"lock": _LINKS_LOCK})
        ends = {"relation": link.relation, "start": link.target_id, "end": link.source_id}
        return bool((await self._transaction.run(_LEADS_BACK, ends))[0][0])

    async def unfinished(self, ticket_id: TicketId) -> int:
        counted = await self._transaction.run(_UNFINISHED, {"ticket_id": ticket_id})
        return int(counted[0][0])

    async def save(self, link: TicketLink, *events: Event) -> None:
        await LINKS.save(self._transaction, self._recorder, link, events)

    async def remove(self, link_id: LinkId, *events: Event) -> None:
        await LINKS.remove(self._transaction, self._recorder, link_id, events)
