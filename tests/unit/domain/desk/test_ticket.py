from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desk.clock import begun
from domain.desk.events import TicketEdited, TicketOpened
from domain.desk.ticket import Channel, Priority, ReopenWindowOver, Status, Ticket, TicketClosed
from domain.shared.errors import StaleVersion
from domain.shared.ids import TicketId, UserId
from tests.support.builders import MONDAY, a_category, a_team, a_ticket, a_user

LATER = MONDAY + timedelta(hours=1)
FORTNIGHT = timedelta(days=14)


class TestOpen:
    def test_makes_an_open_ticket_of_nobody(self) -> None:
        template = a_ticket(number=7, created_at=LATER, updated_at=LATER, clocks=begun(LATER))
        ticket, event = Ticket.open(
            id=template.id,
            number=7,
            requester_id=template.requester_id,
            category=None,
            at=LATER,
            title=template.title,
            description=template.description,
        )
        assert ticket == template
        assert (ticket.status, ticket.priority, ticket.channel, ticket.version) == ("open", "medium", "api", 1)
        assert (ticket.category_id, ticket.team_id, ticket.assignee_id, ticket.tags) == (None, None, None, ())
        assert event == TicketOpened(ticket_id=ticket.id, number=7, requester_id=ticket.requester_id, at=LATER)

    def test_keeps_what_was_said(self) -> None:
        ticket, _ = Ticket.open(
            id=TicketId(a_ticket().id),
            number=7,
            requester_id=a_user().id,
            category=None,
            at=LATER,
            title="Printer on fire",
            description="It burns.",
            priority=Priority.CRITICAL,
            channel=Channel.EMAIL,
            tags=("printer",),
        )
        assert (ticket.title, ticket.description, ticket.tags) == ("Printer on fire", "It burns.", ("printer",))
        assert (ticket.priority, ticket.channel) == (Priority.CRITICAL, Channel.EMAIL)

    def test_goes_to_the_team_of_its_category(self) -> None:
        category = a_category(team_id=a_team().id)
        ticket, _ = Ticket.open(
            id=a_ticket().id,
            number=7,
            requester_id=a_user().id,
            category=category,
            at=LATER,
            title="Printer on fire",
            description="It burns.",
        )
        assert (ticket.category_id, ticket.team_id) == (category.id, category.team_id)


class TestRequireVersion:
    @pytest.mark.parametrize("expected", [None, 3])
    def test_accepts_the_current_one_and_none(self, expected: int | None) -> None:
        a_ticket(version=3).require_version(expected)

    @pytest.mark.parametrize("expected", [2, 4, 0])
    def test_refuses_any_other(self, expected: int) -> None:
        with pytest.raises(StaleVersion, match=rf"Ticket 9 is at version 3, you changed version {expected}\."):
            a_ticket(number=9, version=3).require_version(expected)


class TestEdit:
    @pytest.mark.parametrize("status", [status for status in Status if status is not Status.CLOSED])
    def test_changes_what_was_stated_and_raises_the_version(self, status: Status) -> None:
        ticket = a_ticket(status=status, version=4)
        edited, event = ticket.edit(at=LATER, title="Printer on fire", tags=("printer",))
        assert edited == replace(ticket, title="Printer on fire", tags=("printer",), version=5, updated_at=LATER)
        assert event == TicketEdited(ticket_id=ticket.id, at=LATER)

    def test_refuses_a_closed_ticket(self) -> None:
        with pytest.raises(TicketClosed, match=r"^Ticket 9 is closed\.$"):
            a_ticket(number=9, status=Status.CLOSED).edit(at=LATER, title="Printer on fire")


class TestRequireReopenable:
    @pytest.mark.parametrize("after", [timedelta(0), timedelta(days=13), FORTNIGHT])
    def test_accepts_whoever_comes_back_in_time(self, after: timedelta) -> None:
        a_ticket(status=Status.RESOLVED, resolved_at=LATER).require_reopenable(at=LATER + after, within=FORTNIGHT)

    def test_refuses_whoever_comes_back_later(self) -> None:
        ticket = a_ticket(number=9, status=Status.RESOLVED, resolved_at=LATER)
        with pytest.raises(ReopenWindowOver, match="Ticket 9 was finished more than 14 days ago"):
            ticket.require_reopenable(at=LATER + FORTNIGHT + timedelta(microseconds=1), within=FORTNIGHT)

    def test_counts_from_when_it_was_resolved_not_closed(self) -> None:
        ticket = a_ticket(status=Status.CLOSED, resolved_at=MONDAY, closed_at=MONDAY + FORTNIGHT)
        with pytest.raises(ReopenWindowOver):
            ticket.require_reopenable(at=LATER + FORTNIGHT, within=FORTNIGHT)

    def test_counts_from_when_it_was_closed_if_never_resolved(self) -> None:
        ticket = a_ticket(status=Status.CLOSED, closed_at=LATER)
        ticket.require_reopenable(at=LATER + FORTNIGHT, within=FORTNIGHT)
        with pytest.raises(ReopenWindowOver):
            ticket.require_reopenable(at=LATER + FORTNIGHT * 2, within=FORTNIGHT)

    def test_accepts_what_was_finished_nobody_knows_when(self) -> None:
        a_ticket(status=Status.CLOSED).require_reopenable(at=LATER + FORTNIGHT * 2, within=FORTNIGHT)


class TestPriority:
    def test_ranks_from_low_to_critical(self) -> None:
        ranked = sorted(Priority, key=lambda priority: priority.rank)
        assert [str(priority) for priority in ranked] == ["low", "medium", "high", "critical"]
        assert [priority.rank for priority in ranked] == [0, 1, 2, 3]


class TestTicket:
    def test_is_never_changed_in_place(self) -> None:
        ticket = a_ticket()
        with pytest.raises(AttributeError):
            ticket.assignee_id = UserId(ticket.id)  # type: ignore[misc] # what the test is about
