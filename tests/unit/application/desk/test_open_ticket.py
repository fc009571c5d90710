from typing import Any

import pytest

from application.desk.errors import CategoryUnknown, PersonUnknown
from application.desk.open_ticket import OpenTicketCommand
from domain.desk.category import CategoryInactive
from domain.desk.ticket import Channel, Priority
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from tests.support.builders import a_category, a_user
from tests.support.house import SmallHouse


def asked(**what_matters: Any) -> OpenTicketCommand:
    usual: dict[str, Any] = {"title": "Printer on fire", "description": "It burns."}
    return OpenTicketCommand(**usual | what_matters)


class TestOpenTicket:
    @pytest.mark.parametrize("role", Role)
    async def test_is_for_everybody(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        card = await house.desk.open_ticket(actor, asked())
        assert (card.requester_id, card.number, card.version) == (actor.user_id, 1, 1)
        assert (card.title, card.description) == ("Printer on fire", "It burns.")
        assert (card.status, card.priority, card.channel) == ("open", "medium", "api")
        assert (card.category_id, card.team_id, card.assignee_id, card.tags) == (None, None, None, [])

    async def test_keeps_what_was_said(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        command = asked(
            title="  Printer on fire\n", priority=Priority.HIGH, tags=("b", "a", "b"), channel=Channel.EMAIL
        )
        card = await house.desk.open_ticket(actor, command)
        assert (card.title, card.priority, card.channel) == ("Printer on fire", "high", "email")
        assert card.tags == ["b", "a"]

    async def test_goes_to_the_team_of_the_category(self, house: SmallHouse) -> None:
        category = await house.category(team_id=(await house.team()).id)
        actor = await house.person(Role.CUSTOMER)
        card = await house.desk.open_ticket(actor, asked(category_id=category.id))
        assert (card.category_id, card.team_id) == (category.id, category.team_id)

    async def test_shows_what_reading_it_shows(self, house: SmallHouse) -> None:
        actor, category = await house.person(Role.CUSTOMER), await house.category(team_id=(await house.team()).id)
        card = await house.desk.open_ticket(actor, asked(category_id=category.id, tags=("a",), channel=Channel.EMAIL))
        assert card == await house.card(card.id)

    async def test_shows_it_to_staff_who_open_it_where_they_see_nothing(self, house: SmallHouse) -> None:
        developer, customer = await house.person(Role.DEVELOPER), await house.person(Role.CUSTOMER)
        card = await house.desk.open_ticket(developer, asked(requester_id=customer.user_id))
        assert (card.requester_id, card.title) == (customer.user_id, "Printer on fire")

    async def test_counts_on(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        cards = [await house.desk.open_ticket(actor, asked()) for _ in range(3)]
        assert [card.number for card in cards] == [1, 2, 3]

    async def test_is_recorded(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        card = await house.desk.open_ticket(actor, asked())
        assert house.happened == ["desk.ticket_opened"]
        [entry] = await house.record()
        assert (entry.entity_type, entry.entity_id) == ("ticket", card.id)
        assert set(entry.old_values.values()) <= {None}
        assert (entry.new_values["title"], entry.new_values["number"]) == ("Printer on fire", 1)

    @pytest.mark.parametrize("role", [Role.DEVELOPER, Role.AGENT, Role.MANAGER, Role.ADMIN])
    async def test_lets_staff_ask_for_others(self, house: SmallHouse, role: Role) -> None:
        actor, customer = await house.person(role), await house.person(Role.CUSTOMER)
        card = await house.desk.open_ticket(actor, asked(requester_id=customer.user_id))
        assert (card.requester_id, card.channel) == (customer.user_id, "agent")

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR])
    async def test_lets_nobody_else(self, house: SmallHouse, role: Role) -> None:
        actor, other = await house.person(role), await house.person(Role.CUSTOMER)
        async with house.refuses(Forbidden):
            await house.desk.open_ticket(actor, asked(requester_id=other.user_id))

    async def test_refuses_an_unknown_requester(self, house: SmallHouse) -> None:
        actor = await house.person(Role.AGENT)
        async with house.refuses(PersonUnknown) as refused:
            await house.desk.open_ticket(actor, asked(requester_id=a_user().id))
        assert list(refused.value.details) == ["requesterId"]

    async def test_refuses_a_requester_who_left(self, house: SmallHouse) -> None:
        actor, gone = await house.person(Role.AGENT), await house.person(Role.CUSTOMER, is_active=False)
        async with house.refuses(PersonUnknown):
            await house.desk.open_ticket(actor, asked(requester_id=gone.user_id))

    async def test_refuses_an_unknown_category(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        async with house.refuses(CategoryUnknown) as refused:
            await house.desk.open_ticket(actor, asked(category_id=a_category().id))
        assert list(refused.value.details) == ["categoryId"]

    async def test_refuses_a_category_that_is_switched_off(self, house: SmallHouse) -> None:
        actor, category = await house.person(Role.CUSTOMER), await house.category(is_active=False)
        async with house.refuses(CategoryInactive):
            await house.desk.open_ticket(actor, asked(category_id=category.id))
