from dataclasses import dataclass
from typing import Literal

from application.desk.ports import DeskWork
from application.desk.queries.assignments import AssignmentRow
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, may_answer
from domain.desk.assignment import AssignmentNotFound, AssignmentStatus
from domain.desk.ticket import FINISHED, Ticket, TicketNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import AssignmentId, TicketId

Answer = Literal[AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED, AssignmentStatus.COMPLETED]


class AnswerAssignmentCommand(Command, frozen=True, kw_only=True):
    """`ticket_id` is the assignment's, as its reader saw it: tickets are locked before their assignments."""

    assignment_id: AssignmentId
    ticket_id: TicketId
    status: Answer
    reason: ShortText | None = None


@dataclass(frozen=True, slots=True)
class AnswerAssignment:
    """A developer accepts, rejects or completes their turn. Unless it is accepted, the ticket is nobody's again.

    Who completes their turn at an unfinished ticket has done their part; somebody else goes on.
    """

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: AnswerAssignmentCommand) -> AssignmentRow:
        now = self.clock.now()
        async with self.uow() as work:
            try:
                ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            except TicketNotFound:
                raise AssignmentNotFound("There is no such assignment.") from None
            assignment = await work.assignments.get(command.assignment_id)
            if assignment.ticket_id != ticket.id:
                raise AssignmentNotFound("There is no such assignment.")
            require(may_answer(actor, assignment), "answer this assignment")
            answered, moved = assignment.move_to(command.status, at=now, reason=command.reason)
            await work.assignments.save(answered, moved)
            if _leaves(command.status, ticket):
                free, unassigned = ticket.unassign(at=now)
                await work.tickets.save(free, unassigned)
        return AssignmentRow.of(answered)


def _leaves(status: Answer, ticket: Ticket) -> bool:
    """Whether the ticket goes on without them."""
    if status is AssignmentStatus.COMPLETED:
        return ticket.status not in FINISHED
    return status is AssignmentStatus.REJECTED
