"""What assigning and claiming share: one developer's turn ends, another's begins."""

from application.desk.ports import DeskWork
from application.shared.ports import Ids
from domain.desk.assignment import Assignment, AssignmentStatus
from domain.desk.events import TicketAssigned


async def hand_over(work: DeskWork, ids: Ids, event: TicketAssigned, *, notes: str = "") -> None:
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
        created_at=event.at,
        updated_at=event.at,
    )
    await work.assignments.save(turn)
