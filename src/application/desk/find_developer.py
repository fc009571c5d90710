"""What routing a ticket and telling how it would be routed share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from application.desk.ports import DeskWork, TriageAdvisor
from domain.desk.assignment import Assignment
from domain.desk.category import CategoryTree
from domain.desk.developer import Developer
from domain.desk.routing import Choice, Past, Routing, choose
from domain.desk.ticket import Ticket
from domain.shared.ids import TicketId


async def find_developer(
    advisor: TriageAdvisor, ticket: Ticket, tree: CategoryTree, able: Sequence[Developer], *, where: str
) -> Choice | None:
    """Which of those who could take it gets it by its policy."""
    routing = tree.policy(ticket.category_id).routing
    asks = routing is Routing.SKILL_MATCH and able
    suggestions = await advisor.suggest(ticket, tree.path(ticket.category_id), able) if asks else ()
    return choose(routing, able, suggestions, where=where)


async def pasts_of(work: DeskWork, tickets: Sequence[Ticket]) -> Mapping[TicketId, Past]:
    """Whose each of them was before."""
    turns: defaultdict[TicketId, list[Assignment]] = defaultdict(list)
    for turn in await work.queues.turns([ticket.id for ticket in tickets]):
        turns[turn.ticket_id].append(turn)
    return {ticket.id: Past.of(turns[ticket.id]) for ticket in tickets}
