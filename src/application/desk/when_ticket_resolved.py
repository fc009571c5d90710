from dataclasses import dataclass

from application.desk.ports import DeskWork, RatingLinks
from application.desk.rating_letters import RatingLetters
from application.shared.mail import Mailer
from application.shared.ports import Happened, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.events import TicketMoved
from domain.desk.rating import is_reachable, is_to_ask
from domain.desk.ticket import Status
from domain.shared.ids import TicketId


@dataclass(frozen=True, slots=True)
class WhenTicketResolved:
    """Ask the requester by mail how it was, unless they resolved it themselves; the same link however often."""

    uow: UnitOfWork[DeskWork]
    links: RatingLinks
    letters: RatingLetters
    mailer: Mailer
    asks: bool = True

    async def __call__(self, happened: Happened) -> None:
        event: TicketMoved = happened.event
        if not self.asks or event.new != Status.RESOLVED:
            return
        async with self.uow() as work:
            ticket = await work.tickets.get(TicketId(event.ticket_id), scope=TicketScope.all())
            address = await work.people.address(ticket.requester_id)
        by_themselves = happened.actor_id == ticket.requester_id
        if by_themselves or address is None or not is_reachable(address) or not is_to_ask(ticket, resolved_at=event.at):
            return
        token = self.links.issue(ticket.id, event.at)
        letter = self.letters.ask(address, number=ticket.number, title=ticket.title, token=token)
        await self.mailer.send(letter)
