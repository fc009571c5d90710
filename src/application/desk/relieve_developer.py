from dataclasses import dataclass

from application.desk.hand_over import release
from application.desk.ports import DeskWork
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope
from domain.desk.developer import NotADeveloper
from domain.desk.ticket import FINISHED
from domain.shared.ids import TicketId, UserId


@dataclass(frozen=True, slots=True)
class RelieveDeveloper:
    """The house takes tickets from somebody who will not come back to them: nobody's, each finds somebody else.

    Who is there after all keeps theirs, so that it may come late, or twice.
    """

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, user_id: UserId) -> None:
        async with self.uow() as work:
            held = await work.queues.held_by(user_id)
        for ticket_id in held:
            await self.of(ticket_id, user_id)

    async def of(self, ticket_id: TicketId, user_id: UserId, *, on_leave: bool = False) -> None:
        """Of one ticket; with `on_leave`, also when they are only on leave."""
        async with self.uow() as work:
            ticket = await work.tickets.get(ticket_id, scope=TicketScope.all())
            if ticket.assignee_id != user_id or ticket.status in FINISHED:
                return
            now = self.clock.now()
            try:
                developer = await work.developers.get(user_id)
            except NotADeveloper:
                reason: str | None = "Has no developer profile any more."
            else:
                until = developer.leave(at=now) if on_leave else None
                reason = developer.gone() or (f"Is on leave until {until}." if until else None)
            if reason is not None:
                await release(work, ticket, at=now, reason=reason)
