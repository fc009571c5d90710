import asyncio

import pytest

from application.desk.claim_ticket import ClaimTicketCommand
from domain.desk.developer import DeveloperFull, DeveloperOutsideTeam, NotADeveloper
from domain.desk.ticket import Status, Ticket, TicketClosed, TicketNotFound, TicketTaken
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.house import SmallHouse


async def claim(house: SmallHouse, actor: Actor, ticket: Ticket) -> None:
    await house.desk.claim_ticket(actor, ClaimTicketCommand(ticket_id=ticket.id))


async def colleagues(house: SmallHouse, number: int) -> tuple[Ticket, list[Actor]]:
    """Developers of one team, and a ticket of that team that is nobody's."""
    team = await house.team()
    ticket = await house.ticket(team_id=team.id)
    return ticket, [await house.developer(team_id=team.id, capacity=1) for _ in range(number)]


class TestClaimTicket:
    async def test_takes_it_and_begins_an_accepted_turn(self, house: SmallHouse) -> None:
        ticket, [developer] = await colleagues(house, 1)
        await claim(house, developer, ticket)
        assert (await house.card(ticket.id)).assignee_id == developer.user_id
        [turn] = await house.turns(ticket.id)
        assert (turn.assignee_id, turn.assigned_by) == (developer.user_id, developer.user_id)
        assert (turn.status, turn.notes) == ("accepted", "")

    async def test_is_recorded_and_tells_nobody(self, house: SmallHouse) -> None:
        ticket, [developer] = await colleagues(house, 1)
        await claim(house, developer, ticket)
        assert house.happened == ["desk.ticket_assigned"]
        assert await house.told(developer.user_id) == []

    async def test_is_won_by_one_of_many(self, house: SmallHouse) -> None:
        ticket, developers = await colleagues(house, 6)
        results = await asyncio.gather(
            *(claim(house, developer, ticket) for developer in developers), return_exceptions=True
        )
        assert [type(result) for result in results if result is not None] == [TicketTaken] * 5
        winner = developers[results.index(None)]
        assert (await house.card(ticket.id)).assignee_id == winner.user_id
        assert len(await house.turns(ticket.id)) == 1
        assert house.happened == ["desk.ticket_assigned"]

    async def test_refuses_what_is_somebodys(self, house: SmallHouse) -> None:
        ticket, [first, second] = await colleagues(house, 2)
        await claim(house, first, ticket)
        for actor in (second, first):
            async with house.refuses(TicketTaken):
                await claim(house, actor, ticket)

    async def test_refuses_a_developer_with_full_hands(self, house: SmallHouse) -> None:
        ticket, [developer] = await colleagues(house, 1)
        another = await house.ticket(team_id=ticket.team_id)
        await claim(house, developer, another)
        async with house.refuses(DeveloperFull):
            await claim(house, developer, ticket)

    async def test_refuses_staff_who_are_no_developers(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        async with house.refuses(NotADeveloper):
            await claim(house, agent, ticket)

    async def test_refuses_a_developer_outside_its_team(self, house: SmallHouse) -> None:
        developer, team = await house.developer(Role.AGENT), await house.team()
        ticket = await house.ticket(team_id=team.id)
        async with house.refuses(DeveloperOutsideTeam):
            await claim(house, developer, ticket)

    async def test_refuses_a_closed_ticket(self, house: SmallHouse) -> None:
        team = await house.team()
        developer = await house.developer(team_id=team.id)
        ticket = await house.ticket(team_id=team.id, status=Status.CLOSED)
        async with house.refuses(TicketClosed):
            await claim(house, developer, ticket)

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR])
    async def test_refuses_the_requester(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        ticket = await house.ticket(requester_id=actor.user_id)
        async with house.refuses(Forbidden):
            await claim(house, actor, ticket)

    async def test_does_not_exist_for_developers_elsewhere(self, house: SmallHouse) -> None:
        developer, ticket = await house.developer(), await house.ticket()
        async with house.refuses(TicketNotFound):
            await claim(house, developer, ticket)
