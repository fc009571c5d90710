"""What a public reply does to its ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desk.events import TicketMoved
from domain.desk.ticket import Status
from tests.support.builders import MONDAY, a_ticket

LATER = MONDAY + timedelta(hours=1)


class TestHear:
    @pytest.mark.parametrize("status", Status)
    def test_notes_the_first_response_of_staff(self, status: Status) -> None:
        ticket = a_ticket(status=status)
        heard, moved = ticket.hear(from_staff=True, at=LATER)
        assert heard == replace(ticket, first_response_at=LATER, updated_at=LATER)
        assert moved is None

    def test_keeps_the_first_response_for_good(self) -> None:
        heard, _ = a_ticket(first_response_at=MONDAY).hear(from_staff=True, at=LATER)
        assert heard.first_response_at == MONDAY

    def test_ends_the_waiting_for_the_requester(self) -> None:
        ticket = a_ticket(status=Status.PENDING)
        heard, moved = ticket.hear(from_staff=False, at=LATER)
        assert heard == replace(ticket, status=Status.IN_PROGRESS, version=2, updated_at=LATER)
        assert moved == TicketMoved(ticket_id=ticket.id, old="pending", new="in_progress", at=LATER)

    @pytest.mark.parametrize("status", [status for status in Status if status is not Status.PENDING])
    def test_moves_nothing_that_did_not_wait(self, status: Status) -> None:
        ticket = a_ticket(status=status)
        assert ticket.hear(from_staff=False, at=LATER) == (replace(ticket, updated_at=LATER), None)
