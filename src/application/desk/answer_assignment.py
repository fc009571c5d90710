from dataclasses import dataclass
from typing import Literal

from application.desk.ports import DeskWork
from application.desk.queries.assignments import AssignmentRow
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, may_answer
from domain.desk.assignment import AssignmentNotFound, AssignmentStatus
from domain.desk.ticket import TicketNotFound
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
    """A developer accepts, rejects or completes their turn. Rejected, the ticket is nobody's again."""

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
            if command.status is AssignmentStatus.REJECTED:
                free, unassigned = ticket.unassign(at=now)
                await work.tickets.save(free, unassigned)
        return AssignmentRow.of(answered)
