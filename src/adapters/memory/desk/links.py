from typing import final

from adapters.memory.store import Transaction
from application.desk.ports import LinkRepository
from domain.desk.link import LinkExists, LinkNotFound, ParentTaken, Relation, TicketLink
from domain.desk.ticket import FINISHED
from domain.shared.events import Event
from domain.shared.ids import LinkId, TicketId


@final
class MemoryLinkRepository(LinkRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._tickets = transaction.rows.tickets
        self._links = transaction.rows.links

    async def get(self, link_id: LinkId) -> TicketLink:
        try:
            return self._links[link_id]
        except KeyError:
            raise LinkNotFound("There is no such link.") from None

    async def of(self, ticket_id: TicketId) -> list[TicketLink]:
        found = (link for link in self._links.values() if ticket_id in (link.source_id, link.target_id))
        return sorted(found, key=lambda link: (link.created_at, link.id))

    async def leads_back(self, link: TicketLink) -> bool:
        if not link.relation.is_directed:
            return False
        reached, ahead = set[TicketId](), [link.target_id]
        while ahead:
            here = ahead.pop()
            if here not in reached:
                reached.add(here)
                ahead += [
                    one.target_id
                    for one in self._links.values()
                    if (one.relation, one.source_id) == (link.relation, here)
                ]
        return link.source_id in reached

    async def unfinished(self, ticket_id: TicketId) -> int:
        awaited = {
            *(one.target_id for one in self._of(Relation.PARENT_OF) if one.source_id == ticket_id),
            *(one.source_id for one in self._of(Relation.BLOCKS) if one.target_id == ticket_id),
        }
        return sum(self._tickets[each].status not in FINISHED for each in awaited)

    async def save(self, link: TicketLink, *events: Event) -> None:
        for other in self._of(link.relation):
            if other.id == link.id:
                continue
            if (other.source_id, other.target_id) == (link.source_id, link.target_id):
                raise LinkExists("The tickets are linked like this already.", {"ticketId": "Linked already."})
            if link.relation is Relation.PARENT_OF and other.target_id == link.target_id:
                raise ParentTaken(
                    "The ticket is part of another one already.", {"ticketId": "A ticket has one parent at most."}
                )
        self._transaction.save(self._links, link.id, link, events)

    async def remove(self, link_id: LinkId, *events: Event) -> None:
        self._transaction.remove(self._links, link_id, events)

    def _of(self, relation: Relation) -> list[TicketLink]:
        return [link for link in self._links.values() if link.relation is relation]
