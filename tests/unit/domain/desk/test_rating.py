from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desk.events import TicketRated
from domain.desk.rating import NothingToRate, Rating, is_reachable, is_to_ask, resolution_to_rate
from domain.desk.ticket import Status, Ticket
from domain.shared.ids import RatingId
from tests.support.builders import MONDAY, a_rating, a_ticket

WITHIN = timedelta(days=30)
LATER = MONDAY + timedelta(hours=1)
RESOLVED = a_ticket(number=9, status=Status.RESOLVED, resolved_at=MONDAY)


class TestGive:
    def test_is_of_the_resolution_that_lasts(self) -> None:
        rating, told = Rating.give(
            RESOLVED, id=RatingId(RESOLVED.id), score=4, comment="Quick.", at=LATER, within=WITHIN
        )
        assert (rating.ticket_id, rating.requester_id, rating.resolved_at) == (
            RESOLVED.id,
            RESOLVED.requester_id,
            MONDAY,
        )
        assert (rating.score, rating.comment, rating.created_at, rating.updated_at) == (4, "Quick.", LATER, LATER)
        assert told == TicketRated(ticket_id=RESOLVED.id, score=4, at=LATER)

    def test_can_be_said_anew(self) -> None:
        rating = a_rating(comment="Quick.")
        changed, told = rating.change(score=1, comment="", at=LATER)
        assert changed == replace(rating, score=1, comment="", updated_at=LATER)
        assert told == TicketRated(ticket_id=rating.ticket_id, score=1, at=LATER)


class TestResolution:
    def test_is_rated_as_long_as_it_is_recent(self) -> None:
        for ticket in (RESOLVED, replace(RESOLVED, status=Status.CLOSED, closed_at=LATER)):
            last = MONDAY + WITHIN - timedelta(microseconds=1)
            assert resolution_to_rate(ticket, at=last, within=WITHIN) == MONDAY
            with pytest.raises(NothingToRate, match="Ticket 9 has no resolution of the last 30 days"):
                resolution_to_rate(ticket, at=MONDAY + WITHIN, within=WITHIN)

    @pytest.mark.parametrize(
        "ticket",
        [a_ticket(), a_ticket(status=Status.CLOSED, closed_at=MONDAY), replace(RESOLVED, status=Status.REOPENED)],
        ids=["open", "spam", "reopened"],
    )
    def test_has_to_be_there(self, ticket: Ticket) -> None:
        with pytest.raises(NothingToRate):
            resolution_to_rate(ticket, at=LATER, within=WITHIN)


class TestAsking:
    def test_is_about_what_was_resolved_here_and_lasts(self) -> None:
        assert is_to_ask(RESOLVED, resolved_at=MONDAY)
        assert is_to_ask(replace(RESOLVED, status=Status.CLOSED), resolved_at=MONDAY)
        for other in (
            replace(RESOLVED, resolved_at=LATER),
            replace(RESOLVED, status=Status.REOPENED),
            replace(RESOLVED, merged_into_id=a_ticket().id),
            replace(RESOLVED, external_key="OTHER-7"),
        ):
            assert not is_to_ask(other, resolved_at=MONDAY)

    def test_reaches_addresses_that_are_not_made_up(self) -> None:
        assert is_reachable("customer@example.com")
        assert not is_reachable("anna@Import.Invalid")
