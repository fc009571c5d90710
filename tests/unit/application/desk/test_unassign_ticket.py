import pytest

from application.desk.unassign_ticket import UnassignTicketCommand
from domain.desk.ticket import Status, TicketClosed, TicketNobodys, TicketNotFound
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from tests.support.builders import an_assignment
from tests.support.house import SmallHouse
from tests.support.shelves import stock


class TestUnassignTicket:
    async def test_ends_the_turn_and_says_why(self, house: SmallHouse) -> None:
        developer = await house.developer()
        ticket = await house.ticket(assignee_id=developer.user_id)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=developer.user_id, assigned_by=developer.user_id)
        await stock(house.shelf, turn)
        command = UnassignTicketCommand(ticket_id=ticket.id, reason="I am stuck.")
        card = await house.desk.unassign_ticket(developer, command)
        assert card == await house.card(ticket.id)
        assert (card.assignee_id, card.version) == (None, ticket.version + 1)
        [ended] = await house.turns(ticket.id)
        assert (ended.status, ended.reason) == ("reassigned", "I am stuck.")
        assert house.happened == ["desk.assignment_moved", "desk.ticket_unassigned"]

    async def test_needs_no_turn(self, house: SmallHouse) -> None:
        agent, ticket = (
            await house.person(Role.AGENT),
            await house.ticket(assignee_id=(await house.developer()).user_id),
        )
        await house.desk.unassign_ticket(agent, UnassignTicketCommand(ticket_id=ticket.id))
        assert (await house.card(ticket.id)).assignee_id is None

    async def test_is_for_who_has_it_or_assigns(self, house: SmallHouse) -> None:
        team = await house.team()
        holder, colleague = [await house.developer(team_id=team.id) for _ in range(2)]
        ticket = await house.ticket(assignee_id=holder.user_id, team_id=team.id)
        stranger = await house.developer()
        for actor, refusal in ((colleague, Forbidden), (stranger, TicketNotFound)):
            async with house.refuses(refusal):
                await house.desk.unassign_ticket(actor, UnassignTicketCommand(ticket_id=ticket.id))

    @pytest.mark.parametrize(
        ("status", "refusal"), [(Status.OPEN, TicketNobodys), (Status.CLOSED, TicketClosed)], ids=str
    )
    async def test_refuses_what_is_nobodys_or_closed(
        self, house: SmallHouse, status: Status, refusal: type[TicketNobodys]
    ) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(status=status)
        async with house.refuses(refusal):
            await house.desk.unassign_ticket(agent, UnassignTicketCommand(ticket_id=ticket.id))
