from datetime import timedelta

import pytest

from domain.desk.complaint import (
    ENDS,
    MOVES,
    Complaint,
    ComplaintMoveNotAllowed,
    ComplaintStatus,
    OutcomeMissing,
    OutcomeTooEarly,
)
from domain.desk.events import ComplaintMoved, ComplaintSubmitted
from domain.desk.ticket import Ticket
from domain.shared.ids import ComplaintId
from tests.support.builders import MONDAY, a_complaint, a_ticket, a_user

BY, HOLDER, ID = a_user().id, a_user().id, ComplaintId(a_ticket().id)
LATER = MONDAY + timedelta(hours=1)
PAIRS = [(old, new) for old in ComplaintStatus for new in ComplaintStatus]


def submit(ticket: Ticket | None) -> tuple[Complaint, ComplaintSubmitted]:
    return Complaint.submit(ticket, id=ID, by=BY, subject="Too slow", text="A week.", at=MONDAY)


class TestSubmit:
    def test_is_about_whoever_holds_the_ticket_then(self) -> None:
        ticket = a_ticket(assignee_id=HOLDER)
        complaint, told = submit(ticket)
        assert (complaint.ticket_id, complaint.about_id, complaint.complainant_id) == (ticket.id, HOLDER, BY)
        assert (complaint.subject, complaint.text, complaint.status) == (
            "Too slow",
            "A week.",
            ComplaintStatus.SUBMITTED,
        )
        assert told == ComplaintSubmitted(complaint_id=ID, at=MONDAY)

    def test_may_be_about_the_service_or_a_ticket_that_is_nobodys(self) -> None:
        assert submit(a_ticket())[0].about_id is None
        assert (submit(None)[0].ticket_id, submit(None)[0].about_id) == (None, None)


class TestMove:
    @pytest.mark.parametrize(("old", "new"), PAIRS)
    def test_is_along_the_path(self, old: ComplaintStatus, new: ComplaintStatus) -> None:
        complaint, outcome = a_complaint(status=old), " We are sorry. " if new in ENDS else None
        if new in MOVES[old]:
            moved, told = complaint.move_to(new, at=LATER, resolution=outcome)
            assert (moved.status, moved.updated_at) == (new, LATER)
            assert moved.resolution == ("We are sorry." if new in ENDS else None)
            assert told == ComplaintMoved(complaint_id=complaint.id, old=old, new=new, at=LATER)
            return
        with pytest.raises(ComplaintMoveNotAllowed) as refused:
            complaint.move_to(new, at=LATER, resolution=outcome)
        allowed = ", ".join(sorted(MOVES[old])) or "nothing else"
        assert refused.value.details == {"status": allowed}
        assert refused.value.message.endswith(f"it can become: {allowed}.")

    @pytest.mark.parametrize("end", sorted(ENDS))
    @pytest.mark.parametrize("outcome", [None, "", "  "])
    def test_to_an_end_says_how_it_ended(self, end: ComplaintStatus, outcome: str | None) -> None:
        with pytest.raises(OutcomeMissing) as refused:
            a_complaint(status=ComplaintStatus.UNDER_REVIEW).move_to(end, at=LATER, resolution=outcome)
        assert set(refused.value.details) == {"resolution"}

    def test_says_nothing_of_the_end_before(self) -> None:
        with pytest.raises(OutcomeTooEarly) as refused:
            a_complaint().move_to(ComplaintStatus.UNDER_REVIEW, at=LATER, resolution="We are sorry.")
        assert set(refused.value.details) == {"resolution"}
