from typing import Any

import pytest

from application.desk.follow_up_ticket import FollowUpTicketCommand
from application.desk.queries.tickets import TicketCard
from domain.desk.category import CategoryInactive
from domain.desk.ticket import Status, Ticket, TicketNotFinished, TicketNotFound
from domain.shared.access import Actor, Role
from tests.support.house import ALL, SmallHouse


async def follow_up(house: SmallHouse, actor: Actor, ticket: Ticket, **what_matters: Any) -> TicketCard:
    usual: dict[str, Any] = {"ticket_id": ticket.id, "title": "It burns again", "description": "Since today."}
    return await house.desk.follow_up_ticket(actor, FollowUpTicketCommand(**usual | what_matters))


class TestFollowUpTicket:
    @pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
    async def test_goes_on_where_the_ticket_ended(self, house: SmallHouse, status: Status) -> None:
        customer = await house.person(Role.CUSTOMER)
        category = await house.category(team_id=(await house.team()).id)
        before = await house.ticket(requester_id=customer.user_id, status=status, category_id=category.id)
        card = await follow_up(house, customer, before)
        assert card == await house.card(card.id)
        assert (card.requester_id, card.category_id, card.team_id) == (
            customer.user_id,
            category.id,
            category.team_id,
        )
        for ticket_id, relation, number in (
            (card.id, "follows", before.number),
            (before.id, "followed_by", card.number),
        ):
            [link] = (await house.desk.tickets.links(customer, ticket_id, ALL)).items
            assert (link.relation, link.number) == (relation, number)
        assert house.happened == ["desk.ticket_opened", "desk.ticket_linked"]

    async def test_is_for_the_requester_whoever_writes_it(self, house: SmallHouse) -> None:
        agent, before = await house.person(Role.AGENT), await house.ticket(status=Status.CLOSED)
        card = await follow_up(house, agent, before)
        assert (card.requester_id, card.channel) == (before.requester_id, "agent")

    async def test_can_be_of_another_category_or_none(self, house: SmallHouse) -> None:
        agent, category, other = await house.person(Role.AGENT), await house.category(), await house.category()
        before = await house.ticket(status=Status.CLOSED, category_id=category.id)
        assert (await follow_up(house, agent, before, category_id=other.id)).category_id == other.id
        assert (await follow_up(house, agent, before, category_id=None)).category_id is None

    async def test_leaves_nothing_behind_when_it_is_refused(self, house: SmallHouse) -> None:
        agent, category = await house.person(Role.AGENT), await house.category(is_active=False)
        before = await house.ticket(status=Status.CLOSED, category_id=category.id)
        with pytest.raises(CategoryInactive):
            await follow_up(house, agent, before)
        assert house.happened == []

    @pytest.mark.parametrize("status", [Status.OPEN, Status.IN_PROGRESS, Status.PENDING, Status.REOPENED])
    async def test_is_refused_while_the_ticket_is_worked_on(self, house: SmallHouse, status: Status) -> None:
        with pytest.raises(TicketNotFinished, match=f"still {status}"):
            await follow_up(house, await house.person(Role.AGENT), await house.ticket(status=status))

    async def test_is_for_whoever_knows_the_ticket(self, house: SmallHouse) -> None:
        with pytest.raises(TicketNotFound):
            await follow_up(house, await house.person(Role.CUSTOMER), await house.ticket(status=Status.CLOSED))
