from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from domain.desk.events import AssignmentMoved
from domain.shared.errors import Conflict, NotFound, Unmet
from domain.shared.ids import AssignmentId, TicketId, UserId


class AssignmentNotFound(NotFound):
    code = "DESK_ASSIGNMENT_NOT_FOUND"


class AssignmentMoveNotAllowed(Conflict):
    code = "DESK_ASSIGNMENT_MOVE_NOT_ALLOWED"


class ReasonMissing(Unmet):
    code = "DESK_REASON_MISSING"


class AssignmentStatus(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REASSIGNED = "reassigned"
    COMPLETED = "completed"


MOVES: Final[Mapping[AssignmentStatus, frozenset[AssignmentStatus]]] = {
    AssignmentStatus.ASSIGNED: frozenset(
        {AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED, AssignmentStatus.REASSIGNED, AssignmentStatus.COMPLETED}
    ),
    AssignmentStatus.ACCEPTED: frozenset({AssignmentStatus.COMPLETED, AssignmentStatus.REASSIGNED}),
    AssignmentStatus.REJECTED: frozenset(),
    AssignmentStatus.REASSIGNED: frozenset(),
    AssignmentStatus.COMPLETED: frozenset(),
}
"""A ticket resolved before anybody said "accepted" completes its assignment all the same."""

ACTIVE: Final = frozenset({AssignmentStatus.ASSIGNED, AssignmentStatus.ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One developer's turn at one ticket. A ticket has at most one that is active.

    `why` says why it was theirs, of all people; `reason`, why it ended.
    """

    id: AssignmentId
    ticket_id: TicketId
    assignee_id: UserId
    assigned_by: UserId
    status: AssignmentStatus = AssignmentStatus.ASSIGNED
    notes: str = ""
    reason: str | None = None
    why: str | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    def move_to(
        self, status: AssignmentStatus, *, at: datetime, reason: str | None = None
    ) -> tuple[Self, AssignmentMoved]:
        """Move along `MOVES`; a rejection asks for a reason."""
        if status not in MOVES[self.status]:
            allowed = ", ".join(sorted(MOVES[self.status])) or "nothing else"
            raise AssignmentMoveNotAllowed(
                f"The assignment is {self.status}; it can become: {allowed}.", {"status": allowed}
            )
        if status is AssignmentStatus.REJECTED and not (reason and reason.strip()):
            raise ReasonMissing("Say why you reject it.", {"reason": "Missing."})
        moved = replace(self, status=status, reason=reason or self.reason, updated_at=at)
        return moved, AssignmentMoved(
            assignment_id=self.id, ticket_id=self.ticket_id, old=self.status, new=status, at=at
        )
