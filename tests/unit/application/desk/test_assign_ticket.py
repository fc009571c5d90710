import pytest

from application.desk.assign_ticket import AssignTicketCommand
from domain.desk.developer import DeveloperFull, DeveloperInactive, DeveloperOutsideTeam, NotADeveloper
from domain.desk.ticket import Status, Ticket, TicketClosed, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.house import SmallHouse


async def assign(house: SmallHouse, actor: Actor, ticket: Ticket, to: Actor, notes: str = "") -> None:
    await house.desk.assign_ticket(
        actor, AssignTicketCommand(ticket_id=ticket.id, developer_id=to.user_id, notes=notes)
    )


class TestAssignTicket:
    async def test_hands_it_to_the_developer_and_begins_their_turn(self, house: SmallHouse) -> None:
        agent, developer, ticket = await house.person(Role.AGENT), await house.developer(), await house.ticket()
        await assign(house, agent, ticket, developer, notes="You know this one.")
        card = await house.card(ticket.id)
        assert (card.assignee_id, card.version) == (developer.user_id, 2)
        [turn] = await house.turns(ticket.id)
        assert (turn.assignee_id, turn.assigned_by, turn.status) == (developer.user_id, agent.user_id, "assigned")
        assert (turn.notes, turn.reason, turn.created_at) == ("You know this one.", None, house.clock.time)

    async def test_tells_the_developer(self, house: SmallHouse) -> None:
        agent, developer = await house.person(Role.AGENT), await house.developer()
        ticket = await house.ticket(title="Printer on fire")
        await assign(house, agent, ticket, developer)
        [told] = await house.told(developer.user_id)
        assert (told.kind, told.ticket_id, told.read_at) == ("desk.ticket_assigned", ticket.id, None)
        assert told.text == f"Ticket {ticket.number} is yours: Printer on fire"
        assert await house.told(agent.user_id) == []

    async def test_is_recorded(self, house: SmallHouse) -> None:
        agent, developer, ticket = await house.person(Role.AGENT), await house.developer(), await house.ticket()
        await assign(house, agent, ticket, developer)
        assert house.happened == ["desk.ticket_assigned"]
        [entry] = await house.record()
        assert entry.old_values == {"assigneeId": None}
        assert entry.new_values == {"assigneeId": str(developer.user_id)}

    async def test_ends_the_turn_before(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        first, second = await house.developer(), await house.developer()
        await assign(house, agent, ticket, first)
        await assign(house, agent, ticket, second)
        assert [(turn.assignee_id, turn.status) for turn in await house.turns(ticket.id)] == [
            (first.user_id, "reassigned"),
            (second.user_id, "assigned"),
        ]
        assert house.happened == ["desk.ticket_assigned", "desk.assignment_moved", "desk.ticket_assigned"]

    async def test_lets_the_holder_hand_it_on(self, house: SmallHouse) -> None:
        first, second = await house.developer(), await house.developer()
        ticket = await house.ticket(assignee_id=first.user_id)
        await assign(house, first, ticket, second)
        assert (await house.card(ticket.id)).assignee_id == second.user_id

    async def test_counts_as_accepted_when_one_takes_it_oneself(self, house: SmallHouse) -> None:
        developer, ticket = await house.developer(Role.AGENT), await house.ticket()
        await assign(house, developer, ticket, developer)
        assert [turn.status for turn in await house.turns(ticket.id)] == ["accepted"]
        assert await house.told(developer.user_id) == []

    async def test_accepts_a_developer_of_its_team(self, house: SmallHouse) -> None:
        agent, team = await house.person(Role.AGENT), await house.team()
        developer, ticket = await house.developer(team_id=team.id), await house.ticket(team_id=team.id)
        await assign(house, agent, ticket, developer)
        assert (await house.card(ticket.id)).assignee_id == developer.user_id

    async def test_refuses_a_developer_outside_its_team(self, house: SmallHouse) -> None:
        agent, team = await house.person(Role.AGENT), await house.team()
        developer, ticket = await house.developer(), await house.ticket(team_id=team.id)
        async with house.refuses(DeveloperOutsideTeam):
            await assign(house, agent, ticket, developer)

    async def test_refuses_a_developer_with_full_hands(self, house: SmallHouse) -> None:
        agent, developer = await house.person(Role.AGENT), await house.developer(capacity=2)
        for _ in range(2):
            await assign(house, agent, await house.ticket(), developer)
        ticket = await house.ticket()
        async with house.refuses(DeveloperFull):
            await assign(house, agent, ticket, developer)

    async def test_counts_only_what_is_unfinished(self, house: SmallHouse) -> None:
        agent, developer = await house.person(Role.AGENT), await house.developer(capacity=1)
        for status in (Status.RESOLVED, Status.CLOSED):
            await house.ticket(assignee_id=developer.user_id, status=status)
        ticket = await house.ticket()
        await assign(house, agent, ticket, developer)
        assert (await house.card(ticket.id)).assignee_id == developer.user_id

    async def test_refuses_a_developer_who_left(self, house: SmallHouse) -> None:
        agent, developer, ticket = (
            await house.person(Role.AGENT),
            await house.developer(is_active=False),
            await house.ticket(),
        )
        async with house.refuses(DeveloperInactive):
            await assign(house, agent, ticket, developer)

    async def test_refuses_who_is_no_developer(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        async with house.refuses(NotADeveloper):
            await assign(house, agent, ticket, agent)

    async def test_refuses_a_closed_ticket(self, house: SmallHouse) -> None:
        agent, developer, ticket = (
            await house.person(Role.AGENT),
            await house.developer(),
            await house.ticket(status=Status.CLOSED),
        )
        async with house.refuses(TicketClosed):
            await assign(house, agent, ticket, developer)

    async def test_refuses_developers_who_do_not_hold_it(self, house: SmallHouse) -> None:
        team = await house.team()
        colleague, developer = await house.developer(team_id=team.id), await house.developer(team_id=team.id)
        ticket = await house.ticket(team_id=team.id)
        async with house.refuses(Forbidden):
            await assign(house, colleague, ticket, developer)

    async def test_refuses_the_requester(self, house: SmallHouse) -> None:
        customer, developer = await house.person(Role.CUSTOMER), await house.developer()
        ticket = await house.ticket(requester_id=customer.user_id)
        async with house.refuses(Forbidden):
            await assign(house, customer, ticket, developer)

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.DEVELOPER])
    async def test_does_not_exist_for_others(self, house: SmallHouse, role: Role) -> None:
        actor, developer, ticket = await house.person(role), await house.developer(), await house.ticket()
        async with house.refuses(TicketNotFound):
            await assign(house, actor, ticket, developer)
