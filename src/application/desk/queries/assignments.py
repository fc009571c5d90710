from datetime import datetime
from typing import Self

import msgspec

from application.shared.messages import Message
from domain.desk.assignment import Assignment, AssignmentStatus
from domain.shared.ids import AssignmentId, TicketId, UserId


class AssignmentRow(Message, frozen=True):
    """`why` says why it was theirs; `reason`, why it ended."""

    id: AssignmentId
    ticket_id: TicketId
    assignee_id: UserId
    assigned_by: UserId
    status: AssignmentStatus
    notes: str
    reason: str | None
    why: str | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, assignment: Assignment) -> Self:
        """What reading an assignment shows that has just been stored."""
        return msgspec.convert(assignment, cls, from_attributes=True)
