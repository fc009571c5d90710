"""How tickets change hands: one developer's turn ends, another's begins, or nobody's."""

from datetime import datetime

from application.desk.ports import DeskWork
from application.shared.ports import Ids
from domain.desk.assignment import Assignment, AssignmentStatus
from domain.desk.events import TicketAssigned
from domain.desk.ticket import Ticket
from domain.shared.ids import TicketId, UserId


async def hand_over(
    work: DeskWork, ids: Ids, event: TicketAssigned, *, notes: str = "", why: str | None = None
) -> None:
    """Begin the assignee's turn and end the one before, if there was any. A claim is an acceptance."""
    before = await work.assignments.active(event.ticket_id)
    if before is not None:
        ended, moved = before.move_to(AssignmentStatus.REASSIGNED, at=event.at)
        await work.assignments.save(ended, moved)
    claimed = event.assignee_id == event.assigned_by
    turn = Assignment(
        id=ids.new(),
        ticket_id=event.ticket_id,
        assignee_id=event.assignee_id,
        assigned_by=event.assigned_by,
        status=AssignmentStatus.ACCEPTED if claimed else AssignmentStatus.ASSIGNED,
        notes=notes,
        why=why,
        created_at=event.at,
        updated_at=event.at,
    )
    await work.assignments.save(turn)


async def release(work: DeskWork, ticket: Ticket, *, at: datetime, reason: str | None) -> Ticket:
    """Take the ticket from whoever has it, and end their turn."""
    free, unassigned = ticket.unassign(at=at)
    turn = await work.assignments.active(ticket.id)
    if turn is not None:
        ended, moved = turn.move_to(AssignmentStatus.REASSIGNED, at=at, reason=reason)
        await work.assignments.save(ended, moved)
    await work.tickets.save(free, unassigned)
    return free


async def complete(work: DeskWork, ticket_id: TicketId, *, at: datetime) -> None:
    """End whoever's turn it is at a ticket that is finished."""
    turn = await work.assignments.active(ticket_id)
    if turn is not None:
        completed, moved = turn.move_to(AssignmentStatus.COMPLETED, at=at)
        await work.assignments.save(completed, moved)


async def take_up_again(work: DeskWork, ids: Ids, ticket: Ticket, *, by: UserId, at: datetime) -> None:
    """Begin another turn of whoever had a ticket that is opened again, unless theirs never ended."""
    if ticket.assignee_id is None or await work.assignments.active(ticket.id):
        return
    turn = Assignment(
        id=ids.new(),
        ticket_id=ticket.id,
        assignee_id=ticket.assignee_id,
        assigned_by=by,
        why="Had it when it was opened again.",
        created_at=at,
        updated_at=at,
    )
    await work.assignments.save(turn)
