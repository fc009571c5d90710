"""Whose ticket it is: assign, claim, unassign."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desk.developer import Developer, DeveloperFull, DeveloperInactive, DeveloperOutsideTeam
from domain.desk.events import TicketAssigned, TicketUnassigned
from domain.desk.ticket import FINISHED, Status, TicketClosed, TicketNobodys, TicketTaken
from domain.shared.errors import Conflict
from tests.support.builders import MONDAY, a_developer, a_team, a_ticket, a_user

LATER = MONDAY + timedelta(hours=1)
LEAD = a_user().id
TEAM = a_team().id
UNFIT = [
    (a_developer(is_active=False), DeveloperInactive),
    (a_developer(team_id=None), DeveloperOutsideTeam),
    (a_developer(team_id=a_team().id), DeveloperOutsideTeam),
    (a_developer(team_id=TEAM, open_tickets=2, capacity=2), DeveloperFull),
    (a_developer(team_id=TEAM, open_tickets=3, capacity=2), DeveloperFull),
    (a_developer(team_id=TEAM, open_tickets=0, capacity=0), DeveloperFull),
]


class TestAssign:
    @pytest.mark.parametrize("status", [status for status in Status if status is not Status.CLOSED])
    def test_hands_it_to_the_developer(self, status: Status) -> None:
        ticket, developer = a_ticket(status=status, version=4), a_developer()
        assigned, event = ticket.assign(developer, by=LEAD, at=LATER)
        assert assigned == replace(ticket, assignee_id=developer.id, version=5, updated_at=LATER)
        assert event == TicketAssigned(
            ticket_id=ticket.id,
            number=ticket.number,
            title=ticket.title,
            assignee_id=developer.id,
            assigned_by=LEAD,
            at=LATER,
        )

    def test_hands_it_on_from_another(self) -> None:
        before, developer = a_developer(), a_developer()
        assigned, event = a_ticket(assignee_id=before.id).assign(developer, by=LEAD, at=LATER)
        assert (assigned.assignee_id, event.relieved_id) == (developer.id, before.id)
        assert assigned.assign(developer, by=LEAD, at=LATER)[1].relieved_id is None

    def test_accepts_a_developer_of_the_team(self) -> None:
        developer = a_developer(team_id=TEAM)
        assert a_ticket(team_id=TEAM).assign(developer, by=LEAD, at=LATER)[0].assignee_id == developer.id

    def test_accepts_a_developer_of_any_team_for_a_ticket_of_none(self) -> None:
        developer = a_developer(team_id=TEAM)
        assert a_ticket(team_id=None).assign(developer, by=LEAD, at=LATER)[0].assignee_id == developer.id

    @pytest.mark.parametrize(("developer", "refusal"), UNFIT)
    def test_refuses_a_developer_who_does_not_fit(self, developer: Developer, refusal: type[Conflict]) -> None:
        with pytest.raises(refusal, match=r"^The developer "):
            a_ticket(team_id=TEAM).assign(developer, by=LEAD, at=LATER)

    def test_adds_no_burden_for_who_holds_it_already(self) -> None:
        full = a_developer(open_tickets=2, capacity=2)
        assert a_ticket(assignee_id=full.id).assign(full, by=LEAD, at=LATER)[0].assignee_id == full.id

    def test_refuses_a_closed_ticket(self) -> None:
        with pytest.raises(TicketClosed):
            a_ticket(status=Status.CLOSED).assign(a_developer(), by=LEAD, at=LATER)


class TestClaim:
    def test_is_an_assignment_to_oneself(self) -> None:
        ticket, developer = a_ticket(), a_developer()
        assert ticket.claim(developer, at=LATER) == ticket.assign(developer, by=developer.id, at=LATER)

    def test_refuses_what_is_somebodys(self) -> None:
        with pytest.raises(TicketTaken, match=r"^Ticket 9 is already somebody's\.$"):
            a_ticket(number=9, assignee_id=a_developer().id).claim(a_developer(), at=LATER)

    def test_refuses_what_is_ones_own_already(self) -> None:
        developer = a_developer()
        with pytest.raises(TicketTaken):
            a_ticket(assignee_id=developer.id).claim(developer, at=LATER)

    @pytest.mark.parametrize(("developer", "refusal"), UNFIT)
    def test_refuses_a_developer_who_does_not_fit(self, developer: Developer, refusal: type[Conflict]) -> None:
        with pytest.raises(refusal):
            a_ticket(team_id=TEAM).claim(developer, at=LATER)

    def test_refuses_a_closed_ticket(self) -> None:
        with pytest.raises(TicketClosed):
            a_ticket(status=Status.CLOSED).claim(a_developer(), at=LATER)


class TestUnassign:
    def test_makes_it_nobodys(self) -> None:
        developer = a_developer()
        ticket = a_ticket(assignee_id=developer.id, status=Status.IN_PROGRESS, version=4)
        free, event = ticket.unassign(at=LATER)
        assert free == replace(ticket, assignee_id=None, version=5, updated_at=LATER)
        assert event == TicketUnassigned(ticket_id=ticket.id, assignee_id=developer.id, at=LATER)

    def test_refuses_what_is_nobodys(self) -> None:
        with pytest.raises(TicketNobodys, match=r"^Ticket 9 is nobody's\.$"):
            a_ticket(number=9).unassign(at=LATER)

    def test_refuses_a_closed_ticket(self) -> None:
        with pytest.raises(TicketClosed):
            a_ticket(status=Status.CLOSED, assignee_id=a_developer().id).unassign(at=LATER)


class TestWaiting:
    @pytest.mark.parametrize("status", Status)
    def test_is_for_somebody_until_it_is_finished(self, status: Status) -> None:
        assert a_ticket(status=status).waits_for_somebody is (status not in FINISHED)
        assert not a_ticket(status=status, assignee_id=LEAD).waits_for_somebody
