from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desk.events import TicketMoved
from domain.desk.ticket import FINISHED, MoveNotAllowed, ResolutionMissing, Status
from tests.support.builders import MONDAY, a_ticket

LATER = MONDAY + timedelta(hours=1)
ALLOWED = {
    "open": {"in_progress", "pending", "resolved", "closed"},
    "in_progress": {"pending", "resolved"},
    "pending": {"in_progress", "resolved"},
    "resolved": {"closed", "reopened"},
    "closed": {"reopened"},
    "reopened": {"in_progress", "pending", "resolved"},
}
"""As the product says it."""

EVERY_PAIR = [(old, new) for old in Status for new in Status]


class TestMoveTo:
    @pytest.mark.parametrize(("old", "new"), [pair for pair in EVERY_PAIR if pair[1] in ALLOWED[pair[0]]])
    def test_goes_where_it_may(self, old: Status, new: Status) -> None:
        ticket = a_ticket(status=old, version=4)
        moved, event = ticket.move_to(new, at=LATER, resolution="Restarted.")
        assert moved == replace(
            ticket,
            status=new,
            version=5,
            updated_at=LATER,
            resolution=None if new == "reopened" else "Restarted.",
            resolved_at=LATER if new == "resolved" else None,
            closed_at=LATER if new == "closed" else None,
        )
        assert event == TicketMoved(ticket_id=ticket.id, old=old, new=new, at=LATER)

    @pytest.mark.parametrize(("old", "new"), [pair for pair in EVERY_PAIR if pair[1] not in ALLOWED[pair[0]]])
    def test_goes_nowhere_else_and_names_where_it_may(self, old: Status, new: Status) -> None:
        with pytest.raises(MoveNotAllowed) as refused:
            a_ticket(number=9, status=old).move_to(new, at=LATER, resolution="Restarted.")
        assert set(refused.value.details["status"].split(", ")) == ALLOWED[old]
        assert str(refused.value) == (
            f"Ticket 9 is {old}; from there it can become: {', '.join(sorted(ALLOWED[old]))}."
        )

    @pytest.mark.parametrize("resolution", [None, "", " \n"])
    def test_resolves_nothing_without_a_word(self, resolution: str | None) -> None:
        with pytest.raises(ResolutionMissing) as refused:
            a_ticket().move_to(Status.RESOLVED, at=LATER, resolution=resolution)
        assert list(refused.value.details) == ["resolution"]

    def test_resolves_with_a_resolution_alone(self) -> None:
        assert a_ticket().move_to(Status.RESOLVED, at=LATER, resolution=" Restarted. ")[0].resolution == "Restarted."

    def test_resolves_with_a_public_reply_alone(self) -> None:
        resolved, _ = a_ticket(first_response_at=MONDAY).move_to(Status.RESOLVED, at=LATER)
        assert (resolved.status, resolved.resolution) == (Status.RESOLVED, None)

    def test_resolves_with_what_was_said_on_the_way(self) -> None:
        waiting, _ = a_ticket().move_to(Status.PENDING, at=MONDAY, resolution="Probably a restart.")
        assert waiting.move_to(Status.RESOLVED, at=LATER)[0].resolution == "Probably a restart."

    def test_closes_keeping_how_and_when_it_was_resolved(self) -> None:
        resolved, _ = a_ticket().move_to(Status.RESOLVED, at=MONDAY, resolution="Restarted.")
        closed, _ = resolved.move_to(Status.CLOSED, at=LATER)
        assert (closed.resolved_at, closed.closed_at, closed.resolution) == (MONDAY, LATER, "Restarted.")

    @pytest.mark.parametrize("finished", sorted(FINISHED))
    def test_reopens_forgetting_how_and_when_it_was_finished(self, finished: Status) -> None:
        ticket = a_ticket(status=finished, resolved_at=MONDAY, closed_at=MONDAY, resolution="Restarted.")
        reopened, _ = ticket.move_to(Status.REOPENED, at=LATER)
        assert (reopened.resolved_at, reopened.closed_at, reopened.resolution) == (None, None, None)

    def test_reopens_remembering_the_first_response_and_the_assignee(self) -> None:
        ticket = a_ticket(status=Status.CLOSED, first_response_at=MONDAY, assignee_id=a_ticket().requester_id)
        reopened, _ = ticket.move_to(Status.REOPENED, at=LATER)
        assert (reopened.first_response_at, reopened.assignee_id) == (MONDAY, ticket.assignee_id)


class TestFinished:
    def test_is_what_nobody_works_on(self) -> None:
        assert {str(status) for status in FINISHED} == {"resolved", "closed"}
