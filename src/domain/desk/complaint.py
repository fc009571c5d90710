"""What somebody is unhappy with, about a ticket or about the service, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from domain.desk.events import ComplaintMoved, ComplaintSubmitted
from domain.desk.ticket import Ticket
from domain.shared.errors import Conflict, NotFound, Unmet
from domain.shared.ids import ComplaintId, TicketId, UserId


class ComplaintNotFound(NotFound):
    code = "DESK_COMPLAINT_NOT_FOUND"


class ComplaintMoveNotAllowed(Conflict):
    code = "DESK_COMPLAINT_MOVE_NOT_ALLOWED"


class OutcomeMissing(Unmet):
    """Whoever complained is told how it ended."""

    code = "DESK_OUTCOME_MISSING"


class OutcomeTooEarly(Unmet):
    """How it ended is said when it ends."""

    code = "DESK_OUTCOME_TOO_EARLY"


class ComplaintStatus(StrEnum):
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


MOVES: Final[Mapping[ComplaintStatus, frozenset[ComplaintStatus]]] = {
    ComplaintStatus.SUBMITTED: frozenset({ComplaintStatus.UNDER_REVIEW}),
    ComplaintStatus.UNDER_REVIEW: frozenset({ComplaintStatus.RESOLVED, ComplaintStatus.DISMISSED}),
    ComplaintStatus.RESOLVED: frozenset(),
    ComplaintStatus.DISMISSED: frozenset(),
}

ENDS: Final = frozenset({ComplaintStatus.RESOLVED, ComplaintStatus.DISMISSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """`about_id` is whoever held the ticket when it was made: handing the ticket on makes nobody their own judge."""

    id: ComplaintId
    ticket_id: TicketId | None = None
    complainant_id: UserId
    about_id: UserId | None = None
    subject: str
    text: str
    status: ComplaintStatus = ComplaintStatus.SUBMITTED
    resolution: str | None = None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def submit(
        cls, ticket: Ticket | None, *, id: ComplaintId, by: UserId, subject: str, text: str, at: datetime
    ) -> tuple[Self, ComplaintSubmitted]:
        complaint = cls(
            id=id,
            ticket_id=ticket.id if ticket else None,
            complainant_id=by,
            about_id=ticket.assignee_id if ticket else None,
            subject=subject,
            text=text,
            created_at=at,
            updated_at=at,
        )
        return complaint, ComplaintSubmitted(complaint_id=id, at=at)

    def move_to(
        self, status: ComplaintStatus, *, at: datetime, resolution: str | None = None
    ) -> tuple[Self, ComplaintMoved]:
        """Move along `MOVES`; the ends ask for a resolution, and only they take one."""
        if status not in MOVES[self.status]:
            allowed = ", ".join(sorted(MOVES[self.status])) or "nothing else"
            raise ComplaintMoveNotAllowed(
                f"The complaint is {self.status}; from there it can become: {allowed}.", {"status": allowed}
            )
        resolution = (resolution or "").strip() or None
        if status in ENDS and resolution is None:
            raise OutcomeMissing("Say how it ended.", {"resolution": "Missing."})
        if status not in ENDS and resolution is not None:
            raise OutcomeTooEarly("How it ended is said when it ends.", {"resolution": "Not yet."})
        moved = replace(self, status=status, resolution=resolution, updated_at=at)
        return moved, ComplaintMoved(complaint_id=self.id, old=self.status, new=status, at=at)
