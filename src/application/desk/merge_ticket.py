from dataclasses import dataclass

from application.desk.carry_links import carry_links
from application.desk.errors import TicketUnknown
from application.desk.lock_tickets import lock_tickets
from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_merge
from domain.desk.assignment import AssignmentStatus
from domain.desk.link import Relation, TicketLink
from domain.desk.merge import TicketMerge, require_no_part, require_two
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


class MergeTicketCommand(Command, frozen=True, kw_only=True):
    """`across_requesters` says that it is meant where different people asked for the two."""

    ticket_id: TicketId
    into_id: TicketId
    across_requesters: bool = False


@dataclass(frozen=True, slots=True)
class MergeTicket:
    """Make a duplicate part of another ticket, which gets what hung on it."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: MergeTicketCommand) -> None:
        require(may_merge(actor), "merge tickets")
        require_two(command.ticket_id, command.into_id)
        now = self.clock.now()
        async with self.uow() as work:
            source, target = await _both(work, actor, command)
            turn = await work.assignments.active(source.id)
            merge, pair = TicketMerge.of(
                source, target, id=self.ids.new(), turn_id=turn.id if turn else None, by=actor.user_id, at=now
            )
            merge.require_intended(across_requesters=command.across_requesters)
            require_no_part(is_part=await self._is_part(work, actor, source, target))
            if turn:
                await work.assignments.save(*turn.move_to(AssignmentStatus.COMPLETED, at=now))
            await work.merges.save(merge)
            await work.merges.carry_over(merge)
            carried = await carry_links(work, await work.links.of(source.id), source.id, target.id)
            await work.merges.note_links(merge, carried)
            await work.tickets.save(pair.source, *pair.of_source)
            await work.tickets.save(pair.target, pair.of_target)

    async def _is_part(self, work: DeskWork, actor: Actor, source: Ticket, target: Ticket) -> bool:
        """Whether the source could not become a part of the target, since it is the whole of it."""
        link, _ = TicketLink.between(
            target.id, Relation.PARENT_OF, source.id, id=self.ids.new(), by=actor.user_id, at=self.clock.now()
        )
        return await work.links.leads_back(link)


async def _both(work: DeskWork, actor: Actor, command: MergeTicketCommand) -> tuple[Ticket, Ticket]:
    locked = await lock_tickets(
        work,
        TicketScope.of(actor),
        {
            command.ticket_id: TicketNotFound("There is no such ticket."),
            command.into_id: TicketUnknown("There is no such ticket.", {"intoId": "Unknown."}),
        },
    )
    return locked[command.ticket_id], locked[command.into_id]
