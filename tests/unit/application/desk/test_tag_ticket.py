import pytest

from application.desk.tag_ticket import TagTicketCommand
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Role
from domain.shared.errors import StaleVersion
from tests.support.house import SmallHouse


class TestTagTicket:
    async def test_leaves_other_tags_alone(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(tags=("report", "new"))
        card = await house.desk.tag_ticket(agent, TagTicketCommand(ticket_id=ticket.id, add=("seen",), remove=("new",)))
        assert (card.tags, card.version) == (["report", "seen"], 2)
        assert card == await house.card(ticket.id)
        assert house.happened == ["desk.ticket_edited"]

    async def test_happens_once(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(tags=("seen",))
        card = await house.desk.tag_ticket(agent, TagTicketCommand(ticket_id=ticket.id, add=("seen",), remove=("new",)))
        assert (card.version, house.happened) == (1, [])

    async def test_is_refused_from_an_older_reading(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(version=2)
        async with house.refuses(StaleVersion):
            await house.desk.tag_ticket(agent, TagTicketCommand(ticket_id=ticket.id, expected_version=1, add=("a",)))

    async def test_is_for_those_who_may_edit(self, house: SmallHouse) -> None:
        customer, other = await house.person(Role.CUSTOMER), await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=customer.user_id)
        assert (await house.desk.tag_ticket(customer, TagTicketCommand(ticket_id=ticket.id, add=("seen",)))).tags
        with pytest.raises(TicketNotFound):
            await house.desk.tag_ticket(other, TagTicketCommand(ticket_id=ticket.id, remove=("seen",)))
