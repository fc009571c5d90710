from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desk.assignment import AssignmentMoveNotAllowed, AssignmentStatus, ReasonMissing
from domain.desk.events import AssignmentMoved
from tests.support.builders import MONDAY, an_assignment

LATER = MONDAY + timedelta(hours=1)
ALLOWED: dict[str, set[str]] = {
    "assigned": {"accepted", "rejected", "reassigned", "completed"},
    "accepted": {"completed", "reassigned"},
    "rejected": set(),
    "reassigned": set(),
    "completed": set(),
}
EVERY_PAIR = [(old, new) for old in AssignmentStatus for new in AssignmentStatus]


class TestMoveTo:
    @pytest.mark.parametrize(("old", "new"), [pair for pair in EVERY_PAIR if pair[1] in ALLOWED[pair[0]]])
    def test_goes_where_it_may(self, old: AssignmentStatus, new: AssignmentStatus) -> None:
        assignment = an_assignment(status=old)
        moved, event = assignment.move_to(new, at=LATER, reason="Not my field.")
        assert moved == replace(assignment, status=new, reason="Not my field.", updated_at=LATER)
        assert event == AssignmentMoved(
            assignment_id=assignment.id, ticket_id=assignment.ticket_id, old=old, new=new, at=LATER
        )

    @pytest.mark.parametrize(("old", "new"), [pair for pair in EVERY_PAIR if pair[1] not in ALLOWED[pair[0]]])
    def test_goes_nowhere_else_and_names_where_it_may(self, old: AssignmentStatus, new: AssignmentStatus) -> None:
        with pytest.raises(AssignmentMoveNotAllowed) as refused:
            an_assignment(status=old).move_to(new, at=LATER, reason="Not my field.")
        assert refused.value.details == {"status": ", ".join(sorted(ALLOWED[old])) or "nothing else"}

    @pytest.mark.parametrize("reason", [None, "", " \n"])
    def test_rejects_nothing_without_a_reason(self, reason: str | None) -> None:
        with pytest.raises(ReasonMissing) as refused:
            an_assignment().move_to(AssignmentStatus.REJECTED, at=LATER, reason=reason)
        assert list(refused.value.details) == ["reason"]

    def test_needs_no_reason_otherwise(self) -> None:
        assert an_assignment().move_to(AssignmentStatus.ACCEPTED, at=LATER)[0].reason is None


class TestIsActive:
    @pytest.mark.parametrize("status", AssignmentStatus)
    def test_is_true_until_it_ends(self, status: AssignmentStatus) -> None:
        assert an_assignment(status=status).is_active == (status in {"assigned", "accepted"})
