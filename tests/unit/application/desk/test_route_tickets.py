from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from application.desk import route_tickets
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.edit_category import EditCategoryCommand
from application.desk.edit_ticket import EditTicketCommand
from application.identity.delete_user import DeleteUserCommand
from application.identity.edit_user import EditUserCommand
from application.identity.reinstate_user import ReinstateUserCommand
from application.identity.suspend_user import SuspendUserCommand
from domain.desk.absence import Absence
from domain.desk.assignment import AssignmentStatus
from domain.desk.routing import Routing
from domain.desk.ticket import Priority, Status
from domain.desk.window import Window
from domain.shared.access import HOUSE, Actor, Role
from domain.shared.ids import TicketId
from tests.support.builders import MONDAY
from tests.support.house import SmallHouse
from tests.unit.application.desk.routed import RoutedTeam

FULL = {"capacity": 0}
ON_LEAVE = {"absences": (Absence(date(2026, 3, 1), date(2026, 3, 31)),)}
TUESDAYS = {"availability": (Window(1, time(9), time(17)),)}


@pytest.fixture
async def team(house: SmallHouse) -> RoutedTeam:
    return await RoutedTeam(house).settle()


class TestOpened:
    async def test_goes_to_the_least_loaded_and_says_why(self, house: SmallHouse, team: RoutedTeam) -> None:
        busy, idle = await team.developer(capacity=2), await team.developer(capacity=3)
        await house.ticket(assignee_id=busy.user_id)
        ticket_id = await team.opened()
        card = await house.card(ticket_id)
        assert (card.assignee_id, card.status, card.version) == (idle.user_id, "open", 2)
        turn = await team.turn(ticket_id)
        assert (turn.assigned_by, turn.status) == (HOUSE, "assigned")
        assert turn.why == "Least loaded of 2 present in Billing: 0 of 3."
        assert house.happened == ["desk.ticket_opened", "desk.ticket_assigned"]

    async def test_is_told_to_who_gets_it(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer()
        ticket_id = await team.opened()
        assert [told.ticket_id for told in await house.told(developer.user_id)] == [ticket_id]

    async def test_goes_round(self, house: SmallHouse) -> None:
        team = await RoutedTeam(house, Routing.ROUND_ROBIN).settle()
        crowd = [await team.developer() for _ in range(3)]
        holders = [await team.holder(await team.opened()) for _ in range(6)]
        assert holders[:3] == holders[3:]
        assert set(holders) == {developer.user_id for developer in crowd}

    async def test_goes_to_who_knows_about_it(self, house: SmallHouse) -> None:
        team = await RoutedTeam(house, Routing.SKILL_MATCH).settle()
        await team.developer(specializations=("mail",))
        knowing = await team.developer(specializations=("sql",))
        ticket_id = await team.opened(tags=("sql",))
        assert await team.holder(ticket_id) == knowing.user_id
        assert (await team.turn(ticket_id)).why == (
            "Best match of 2 present in Billing, who knows sql (tag): score 0.70. Holds 0 of 10."
        )

    async def test_waits_rather_than_go_to_who_may_not_know(self, house: SmallHouse) -> None:
        team = await RoutedTeam(house, Routing.SKILL_MATCH).settle()
        developer = await team.developer(specializations=("report",))
        unknown, known = await team.opened(title="The report"), await team.opened(tags=("report",))
        assert (await team.holder(unknown), await team.holder(known)) == (None, developer.user_id)

    @pytest.mark.parametrize("profile", [FULL, ON_LEAVE, TUESDAYS], ids=["full", "on leave", "out of hours"])
    async def test_waits_while_nobody_can_take_it(self, team: RoutedTeam, profile: dict[str, Any]) -> None:
        await team.developer(**profile)
        assert await team.holder(await team.opened()) is None

    async def test_is_for_the_team_alone(self, house: SmallHouse, team: RoutedTeam) -> None:
        await house.developer(team_id=(await house.team()).id)
        await house.developer()
        assert await team.holder(await team.opened()) is None

    async def test_is_for_anybody_where_it_is_of_no_team(self, house: SmallHouse, team: RoutedTeam) -> None:
        category = await house.category(routing=Routing.LEAST_LOADED)
        developer = await team.developer()
        ticket_id = await team.opened(category_id=category.id)
        assert await team.holder(ticket_id) == developer.user_id
        assert (await team.turn(ticket_id)).why == "Least loaded of 1 present in all teams: 0 of 10."

    async def test_waits_for_people_by_hand(self, team: RoutedTeam) -> None:
        await team.developer()
        by_hand = await team.below(team.category, routing=Routing.MANUAL)
        assert await team.holder(await team.opened(category_id=by_hand.id)) is None
        assert await team.holder(await team.opened(category_id=None)) is None

    async def test_inherits_the_policy(self, team: RoutedTeam) -> None:
        developer = await team.developer()
        below = await team.below(await team.below(team.category))
        assert await team.holder(await team.opened(category_id=below.id)) == developer.user_id


class TestTurnedDown:
    async def test_goes_to_another_and_never_back(self, team: RoutedTeam) -> None:
        one, other = await team.developer(capacity=10), await team.developer(capacity=2)
        ticket_id = await team.opened()
        first = await team.holder(ticket_id)
        await team.reject(ticket_id)
        second = await team.holder(ticket_id)
        assert {first, second} == {one.user_id, other.user_id}
        await team.reject(ticket_id)
        assert await team.holder(ticket_id) is None
        assert [turn.status for turn in await team.house.turns(ticket_id)] == ["rejected", "rejected"]

    async def test_does_not_return_at_once_to_who_gave_it_back(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer()
        ticket_id = await team.opened()
        await team.unassign(ticket_id, developer, reason="I am stuck.")
        turn = await team.turn(ticket_id)
        assert (await team.holder(ticket_id), turn.status, turn.reason) == (None, "reassigned", "I am stuck.")
        assert house.happened[-2:] == ["desk.assignment_moved", "desk.ticket_unassigned"]
        other = await team.developer()
        await team.set_profile(other)
        assert await team.holder(ticket_id) == other.user_id

    async def test_goes_on_when_somebody_has_done_their_part(self, team: RoutedTeam) -> None:
        await team.developer()
        ticket_id = await team.opened()
        first, other = await team.holder(ticket_id), await team.developer()
        await team.answer(ticket_id, AssignmentStatus.COMPLETED)
        assert await team.holder(ticket_id) == other.user_id != first


class TestRoom:
    """One developer has room for one ticket, and has it; what waits is opened in this order."""

    WAITING = (Priority.LOW, Priority.HIGH, Priority.CRITICAL, Priority.HIGH)

    async def waiting(self, team: RoutedTeam) -> tuple[Actor, TicketId, list[TicketId]]:
        developer = await team.developer(capacity=1)
        held = await team.opened()
        return developer, held, [await team.opened(priority) for priority in self.WAITING]

    async def held_by(self, team: RoutedTeam, developer: Actor, tickets: list[TicketId]) -> list[TicketId]:
        return [each for each in tickets if await team.holder(each) == developer.user_id]

    async def test_goes_to_the_oldest_of_the_highest_priority(self, team: RoutedTeam) -> None:
        developer, held, (low, older, critical, younger) = await self.waiting(team)
        order = [held, critical, older, younger, low]
        for done, following in pairwise(order):
            assert await self.held_by(team, developer, order[order.index(following) :]) == []
            await team.resolve(done)
            assert await team.holder(following) == developer.user_id

    async def test_appears_when_a_ticket_is_handed_on(self, team: RoutedTeam) -> None:
        _, held, (_, _, critical, _) = await self.waiting(team)
        other = await team.developer(capacity=1)
        await team.house.desk.assign_ticket(team.lead, AssignTicketCommand(ticket_id=held, developer_id=other.user_id))
        assert await team.holder(critical) is not None

    async def test_appears_when_a_ticket_is_unassigned(self, team: RoutedTeam) -> None:
        developer, held, (_, _, critical, _) = await self.waiting(team)
        await team.unassign(held)
        assert await team.holder(critical) == developer.user_id
        assert await team.holder(held) is None

    async def test_appears_when_capacity_rises(self, team: RoutedTeam) -> None:
        developer, _, (low, older, critical, younger) = await self.waiting(team)
        await team.set_profile(developer, capacity=3)
        assert await self.held_by(team, developer, [low, older, critical, younger]) == [older, critical]

    async def test_appears_when_a_leave_is_over(self, team: RoutedTeam) -> None:
        developer = await team.developer(**ON_LEAVE)
        ticket_id = await team.opened()
        await team.set_profile(developer)
        assert await team.holder(ticket_id) == developer.user_id

    async def test_appears_when_somebody_joins_the_team_or_comes_back(
        self, house: SmallHouse, team: RoutedTeam
    ) -> None:
        admin = await house.person(Role.ADMIN)
        first, second, third = [await team.opened() for _ in range(3)]
        joining = await house.developer(capacity=1)
        await house.identity.edit_user(admin, EditUserCommand(user_id=joining.user_id, team_id=team.team.id))
        assert await team.holder(first) == joining.user_id
        back = await house.developer(capacity=1, team_id=team.team.id, is_active=False)
        await house.identity.reinstate_user(admin, ReinstateUserCommand(user_id=back.user_id))
        assert (await team.holder(second), await team.holder(third)) == (back.user_id, None)

    async def test_appears_for_tickets_of_no_team_as_well(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer(capacity=1)
        held = await team.opened()
        category = await house.category(routing=Routing.ROUND_ROBIN)
        waits = await team.opened(category_id=category.id)
        await team.resolve(held)
        assert await team.holder(waits) == developer.user_id

    async def test_is_not_there_twice_for_a_ticket_that_is_finished_twice(self, team: RoutedTeam) -> None:
        _, held, (low, older, critical, younger) = await self.waiting(team)
        await team.resolve(held)
        await team.move(held, Status.CLOSED)
        assert [await team.holder(each) for each in (low, older, younger)] == [None] * 3
        assert await team.holder(critical) is not None


class TestBounds:
    async def test_are_kept_however_many_wait(self, team: RoutedTeam, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(route_tickets, "AT_MOST", 2)
        developer = await team.developer(**FULL)
        tickets = [await team.opened() for _ in range(5)]
        await team.set_profile(developer, capacity=10)
        assert [each for each in tickets if await team.holder(each)] == tickets[:2]
        await team.opened()  # whatever happens next goes on
        assert [each for each in tickets if await team.holder(each)] == tickets[:4]

    @pytest.mark.parametrize(("portions", "is_reached"), [(1, False), (2, True)])
    async def test_look_behind_tickets_that_are_for_nobody_here(
        self, house: SmallHouse, monkeypatch: pytest.MonkeyPatch, portions: int, *, is_reached: bool
    ) -> None:
        monkeypatch.setattr(route_tickets, "AT_ONCE", 2)
        monkeypatch.setattr(route_tickets, "PORTIONS", portions)
        team = await RoutedTeam(house, Routing.SKILL_MATCH).settle()
        developer = await team.developer(specializations=("sql",))
        for _ in range(2):
            await team.opened()
        ticket_id = await team.opened(tags=("sql",))
        assert (await team.holder(ticket_id) == developer.user_id) is is_reached


class TestEdited:
    async def test_finds_somebody_of_its_new_category(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer()
        ticket = await house.ticket()
        command = EditTicketCommand(ticket_id=ticket.id, category_id=team.category.id)
        await house.desk.edit_ticket(team.lead, command)
        assert await team.holder(ticket.id) == developer.user_id

    async def test_stays_with_whom_it_is(self, house: SmallHouse, team: RoutedTeam) -> None:
        holder = await house.developer()
        await team.developer()
        ticket = await house.ticket(assignee_id=holder.user_id)
        command = EditTicketCommand(ticket_id=ticket.id, category_id=team.category.id)
        await house.desk.edit_ticket(team.lead, command)
        assert await team.holder(ticket.id) == holder.user_id


class TestPolicy:
    async def test_takes_effect_at_once_for_what_waits_below(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer()
        top = await team.below()
        below = await team.below(top)
        ticket_id = await team.opened(category_id=below.id)
        assert await team.holder(ticket_id) is None
        command = EditCategoryCommand(category_id=top.id, routing=Routing.ROUND_ROBIN)
        await house.desk.edit_category(team.lead, command)
        assert await team.holder(ticket_id) == developer.user_id


class TestReopened:
    async def test_is_whose_it_was_in_another_turn(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer(availability=(Window(0, time(9), time(10)),))
        ticket_id = await team.opened()
        await team.resolve(ticket_id)
        house.clock.skip(timedelta(hours=12))  # they have gone home
        await team.move(ticket_id, Status.REOPENED)
        assert await team.holder(ticket_id) == developer.user_id
        turns = await house.turns(ticket_id)
        assert [(turn.status, turn.assigned_by) for turn in turns] == [
            ("completed", HOUSE),
            ("assigned", team.lead.user_id),
        ]
        assert turns[-1].why == "Had it when it was opened again."

    async def test_keeps_a_turn_that_never_ended(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer()
        ticket = await house.ticket(status=Status.RESOLVED, resolved_at=MONDAY)
        command = AssignTicketCommand(ticket_id=ticket.id, developer_id=developer.user_id)
        await house.desk.assign_ticket(team.lead, command)
        await team.move(ticket.id, Status.REOPENED)
        assert [turn.status for turn in await house.turns(ticket.id)] == ["assigned"]

    async def test_goes_to_another_while_they_are_on_leave(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer()
        ticket_id = await team.opened()
        await team.resolve(ticket_id)
        other = await team.developer()
        await team.set_profile(developer, **ON_LEAVE)
        await team.move(ticket_id, Status.REOPENED)
        assert await team.holder(ticket_id) == other.user_id
        assert (await house.turns(ticket_id))[1].reason == "Is on leave until 2026-03-31."

    async def test_waits_for_who_is_on_leave_where_people_decide(self, house: SmallHouse, team: RoutedTeam) -> None:
        developer = await team.developer(**ON_LEAVE)
        ticket = await house.ticket(status=Status.RESOLVED, assignee_id=developer.user_id, resolved_at=MONDAY)
        await team.move(ticket.id, Status.REOPENED)
        assert await team.holder(ticket.id) == developer.user_id

    async def test_is_nobodys_when_they_are_gone(self, house: SmallHouse, team: RoutedTeam) -> None:
        gone = await house.person(Role.DEVELOPER)
        ticket = await house.ticket(status=Status.RESOLVED, assignee_id=gone.user_id, resolved_at=MONDAY)
        await team.move(ticket.id, Status.REOPENED)
        assert await team.holder(ticket.id) is None
        assert (await team.turn(ticket.id)).reason == "Has no developer profile any more."

    async def test_finds_somebody_when_it_was_nobodys(self, team: RoutedTeam) -> None:
        ticket_id = await team.opened()
        await team.resolve(ticket_id)
        developer = await team.developer()
        await team.move(ticket_id, Status.REOPENED)
        assert await team.holder(ticket_id) == developer.user_id


class TestLeaving:
    async def test_leaves_unfinished_tickets_to_others(self, house: SmallHouse, team: RoutedTeam) -> None:
        leaving, admin = await team.developer(), await house.person(Role.ADMIN)
        routed = await team.opened()
        by_hand = await house.ticket(assignee_id=leaving.user_id)
        finished = await house.ticket(assignee_id=leaving.user_id, status=Status.RESOLVED)
        other = await team.developer()
        await house.identity.suspend_user(admin, SuspendUserCommand(user_id=leaving.user_id, reason="Left."))
        holders = [await team.holder(each) for each in (routed, by_hand.id, finished.id)]
        assert holders == [other.user_id, None, leaving.user_id]
        assert (await house.turns(routed))[0].reason == "Is not active."

    async def test_is_to_be_deleted(self, house: SmallHouse, team: RoutedTeam) -> None:
        leaving, admin = await team.developer(), await house.person(Role.ADMIN)
        ticket_id = await team.opened()
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=leaving.user_id))
        assert await team.holder(ticket_id) is None

    async def test_is_to_have_a_role_that_works_on_nothing(self, house: SmallHouse, team: RoutedTeam) -> None:
        leaving, admin = await team.developer(), await house.person(Role.ADMIN)
        ticket_id = await team.opened()
        await house.identity.edit_user(admin, EditUserCommand(user_id=leaving.user_id, role=Role.AGENT))
        assert await team.holder(ticket_id) == leaving.user_id
        await house.identity.edit_user(admin, EditUserCommand(user_id=leaving.user_id, role=Role.EDITOR))
        assert await team.holder(ticket_id) is None
        assert (await team.turn(ticket_id)).reason == "Does not work on tickets, as editor."


class TestByHand:
    async def test_who_is_not_at_work_may_have_it_and_the_turn_says_so(
        self, house: SmallHouse, team: RoutedTeam
    ) -> None:
        developer = await team.developer(**ON_LEAVE)
        ticket_id = await team.opened()
        command = AssignTicketCommand(ticket_id=ticket_id, developer_id=developer.user_id)
        await house.desk.assign_ticket(team.lead, command)
        assert (await team.turn(ticket_id)).why == "By hand. Is on leave until 2026-03-31."
