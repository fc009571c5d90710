from typing import Any

import pytest

from application.desk.queries.routing import Candidate, RoutingCard
from domain.desk.routing import Routing
from domain.desk.ticket import Status, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import TicketId
from tests.support.house import SmallHouse
from tests.unit.application.desk.routed import RoutedTeam

NOBODY_YET = "Waits until somebody is at work and has room."


@pytest.fixture
async def team(house: SmallHouse) -> RoutedTeam:
    return await RoutedTeam(house).settle()


async def explained(team: RoutedTeam, ticket_id: TicketId, by: Actor | None = None) -> RoutingCard:
    return await team.house.desk.explain_routing(by or team.lead, ticket_id)


class TestExplainRouting:
    async def test_names_the_policy_and_everybody_with_what_keeps_them(
        self, house: SmallHouse, team: RoutedTeam
    ) -> None:
        full = await team.developer(capacity=0, specializations=("reports",))
        below = await team.below(team.category, name="Reports")
        ticket_id = await team.opened(category_id=below.id)
        user = await house.user(full.user_id)
        assert await explained(team, ticket_id) == RoutingCard(
            ticket_id=ticket_id,
            routing=Routing.LEAST_LOADED,
            stated_by=team.category.id,
            team_id=team.team.id,
            assignee_id=None,
            next_assignee_id=None,
            outcome=NOBODY_YET,
            candidates=[
                Candidate(
                    user_id=full.user_id,
                    name=user.name,
                    why_not="Holds 0 of 0.",
                    open_tickets=0,
                    capacity=0,
                    score=0.5,
                )
            ],
        )

    async def test_knows_who_would_get_it(self, team: RoutedTeam) -> None:
        ticket_id = await team.opened()
        developer = await team.developer()
        card = await explained(team, ticket_id)
        name = card.candidates[0].name
        assert card.next_assignee_id == developer.user_id
        assert card.outcome == f"Goes to {name}. Least loaded of 1 present who could take it: 0 of 10."
        assert (card.candidates[0].why_not, card.candidates[0].score) == (None, None)

    async def test_knows_what_was_turned_down(self, team: RoutedTeam) -> None:
        await team.developer()
        ticket_id = await team.opened()
        await team.reject(ticket_id)
        card = await explained(team, ticket_id)
        assert ([one.why_not for one in card.candidates], card.outcome) == (["Rejected this ticket."], NOBODY_YET)

    @pytest.mark.parametrize(
        ("ticket", "outcome"),
        [
            ({}, "Waits to be claimed, or assigned by hand."),
            ({"status": Status.CLOSED}, "Waits for nobody: it is closed."),
        ],
    )
    async def test_tells_what_it_waits_for(self, team: RoutedTeam, ticket: dict[str, Any], outcome: str) -> None:
        await team.developer()
        of_no_category = await team.house.ticket(**ticket)
        assert (await explained(team, of_no_category.id)).outcome == outcome

    async def test_tells_that_it_is_somebodys(self, team: RoutedTeam) -> None:
        await team.developer()
        card = await explained(team, await team.opened())
        assert (card.outcome, card.next_assignee_id) == ("Waits for nobody: it is somebody's.", None)

    async def test_tells_that_nobody_is_good_enough_a_match(self, house: SmallHouse) -> None:
        team = await RoutedTeam(house, Routing.SKILL_MATCH).settle()
        await team.developer()
        card = await explained(team, await team.opened())
        assert card.outcome == "Waits: nobody is a match good enough. It can be claimed, or assigned by hand."

    async def test_is_for_staff_who_see_the_ticket(self, house: SmallHouse, team: RoutedTeam) -> None:
        customer = await house.person(Role.CUSTOMER)
        own = await house.ticket(requester_id=customer.user_id)
        with pytest.raises(Forbidden):
            await explained(team, own.id, customer)
        stranger = await house.person(Role.DEVELOPER)
        with pytest.raises(TicketNotFound):
            await explained(team, await team.opened(), stranger)
