from collections.abc import Sequence

from application.desk.ports import DeskWork
from domain.desk.link import TicketLink
from domain.shared.ids import LinkId, TicketId


async def carry_links(work: DeskWork, links: Sequence[TicketLink], old: TicketId, new: TicketId) -> list[LinkId]:
    """Have links lead to another ticket in the place of one, and tell which do from now on.

    A link stays where it would lead a ticket to itself, say what another says, give a second parent or close a circle.
    """
    there = await work.links.of(new)
    carried: list[LinkId] = []
    for link in links:
        handed = link.handed(old, new)
        if handed is None or any(map(handed.collides_with, there)) or await work.links.leads_back(handed):
            continue
        await work.links.save(handed)
        there.append(handed)
        carried.append(handed.id)
    return carried
