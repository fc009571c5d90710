from dataclasses import dataclass
from datetime import timedelta

from application.desk.carry_links import carry_links
from application.desk.hand_over import hand_over
from application.desk.lock_tickets import lock_tickets
from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import TicketScope, may_merge
from domain.desk.developer import DeveloperFull, DeveloperInactive, DeveloperOutsideTeam, NotADeveloper
from domain.desk.events import TicketEvent
from domain.desk.merge import MergeNotFound
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import TicketId


class UnmergeTicketCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId


@dataclass(frozen=True, slots=True)
class UnmergeTicket:
    """Make a ticket of its own again of one that was merged by mistake, with what hung on it and is still there.

    Whoever had it has it again if there is room for it, else it is nobody's.
    """

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids
    within: timedelta

    async def __call__(self, actor: Actor, command: UnmergeTicketCommand) -> None:
        require(may_merge(actor), "merge tickets")
        now = self.clock.now()
        async with self.uow() as work:
            merge = await work.merges.current(command.ticket_id)
            target_id = merge.target_id if merge else command.ticket_id
            unknown = MergeNotFound("This ticket was not merged into any.")
            locked = await lock_tickets(
                work,
                TicketScope.of(actor),
                {target_id: unknown, command.ticket_id: TicketNotFound("There is no such ticket.")},
            )
            if merge is None:
                raise unknown
            undone, pair = merge.undo(locked[merge.source_id], locked[target_id], at=now, within=self.within)
            await work.merges.give_back(undone)
            links = [link for link in await work.links.of(target_id) if link.id in await work.merges.links(undone)]
            await carry_links(work, links, target_id, merge.source_id)
            source, told = await self._hand_back(work, actor, pair.source) if merge.turn_id else (pair.source, ())
            await work.merges.save(undone)
            await work.tickets.save(source, *pair.of_source, *told)
            await work.tickets.save(pair.target, pair.of_target)

    async def _hand_back(self, work: DeskWork, actor: Actor, ticket: Ticket) -> tuple[Ticket, tuple[TicketEvent, ...]]:
        """To whoever had it when it was merged, as a turn that begins now."""
        now, holder_id = self.clock.now(), ticket.assignee_id
        if holder_id is None:
            return ticket, ()
        free, unassigned = ticket.unassign(at=now)
        try:
            developer = await work.developers.get(holder_id)
            given, assigned = free.assign(developer, by=actor.user_id, at=now)
        except (NotADeveloper, DeveloperFull, DeveloperInactive, DeveloperOutsideTeam):
            return free, (unassigned,)
        await hand_over(work, self.ids, assigned)
        return given, (assigned,)
