from typing import Any

import pytest

from application.desk.edit_ticket import EditTicketCommand
from application.desk.errors import CategoryUnknown
from domain.desk.category import CategoryInactive
from domain.desk.ticket import Priority, Status, Ticket, TicketClosed, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import StaleVersion
from tests.support.builders import a_category, a_ticket
from tests.support.house import SmallHouse


async def edit(house: SmallHouse, actor: Actor, ticket: Ticket, **changes: Any) -> None:
    await house.desk.edit_ticket(actor, EditTicketCommand(ticket_id=ticket.id, **changes))


class TestEditTicket:
    @pytest.mark.parametrize(
        ("changes", "shown"),
        [
            ({"title": " Printer on fire "}, {"title": "Printer on fire"}),
            ({"description": " It burns."}, {"description": " It burns."}),
            ({"priority": Priority.CRITICAL}, {"priority": "critical"}),
            ({"tags": ("b", "a", "b")}, {"tags": ["b", "a"]}),
            ({"tags": ()}, {"tags": []}),
            ({"category_id": None}, {"category_id": None}),
        ],
        ids=str,
    )
    async def test_changes_what_was_stated_and_nothing_else(
        self, house: SmallHouse, changes: dict[str, Any], shown: dict[str, Any]
    ) -> None:
        agent, category, team = await house.person(Role.AGENT), await house.category(), await house.team()
        ticket = await house.ticket(tags=("old",), category_id=category.id, team_id=team.id)
        before = await house.card(ticket.id)
        await edit(house, agent, ticket, **changes)
        after = await house.card(ticket.id)
        changed = {name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)}
        assert changed == {*shown, "version", "updated_at"}
        assert {name: getattr(after, name) for name in shown} == shown
        assert after.version == 2

    async def test_brings_the_team_of_a_new_category_along(self, house: SmallHouse) -> None:
        agent, old, new = await house.person(Role.AGENT), await house.team(), await house.team()
        ticket = await house.ticket(team_id=old.id)
        category = await house.category(team_id=new.id)
        await edit(house, agent, ticket, category_id=category.id)
        card = await house.card(ticket.id)
        assert (card.category_id, card.team_id) == (category.id, new.id)

    async def test_keeps_the_team_when_the_category_is_the_same(self, house: SmallHouse) -> None:
        agent, team = await house.person(Role.AGENT), await house.team()
        category = await house.category(is_active=False)
        ticket = await house.ticket(category_id=category.id, team_id=team.id)
        await edit(house, agent, ticket, category_id=category.id)
        assert (await house.card(ticket.id)).team_id == team.id

    async def test_is_recorded_with_what_changed(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(title="Old")
        await edit(house, agent, ticket, title="New", priority=Priority.HIGH)
        assert house.happened == ["desk.ticket_edited"]
        [entry] = await house.record()
        assert entry.old_values == {"title": "Old", "priority": "medium"}
        assert entry.new_values == {"title": "New", "priority": "high"}

    @pytest.mark.parametrize("role", Role)
    async def test_is_for_whoever_asked(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        ticket = await house.ticket(requester_id=actor.user_id)
        await edit(house, actor, ticket, title="New")
        assert (await house.card(ticket.id)).title == "New"

    @pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.ADMIN])
    async def test_is_for_staff(self, house: SmallHouse, role: Role) -> None:
        actor, ticket = await house.person(role), await house.ticket()
        await edit(house, actor, ticket, title="New")
        assert (await house.card(ticket.id)).title == "New"

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR, Role.DEVELOPER])
    async def test_does_not_exist_for_others(self, house: SmallHouse, role: Role) -> None:
        actor, ticket = await house.person(role), await house.ticket()
        async with house.refuses(TicketNotFound):
            await edit(house, actor, ticket, title="New")

    async def test_refuses_a_ticket_that_does_not_exist_alike(self, house: SmallHouse) -> None:
        actor = await house.person(Role.ADMIN)
        async with house.refuses(TicketNotFound) as refused:
            await edit(house, actor, a_ticket(), title="New")
        assert str(refused.value) == "There is no such ticket."

    async def test_accepts_the_version_the_caller_saw(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await edit(house, agent, ticket, title="One", expected_version=1)
        await edit(house, agent, ticket, title="Two", expected_version=2)
        assert (await house.card(ticket.id)).title == "Two"

    async def test_refuses_an_older_version(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await edit(house, agent, ticket, title="One")
        async with house.refuses(StaleVersion):
            await edit(house, agent, ticket, title="Two", expected_version=1)

    async def test_refuses_a_closed_ticket(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket(status=Status.CLOSED)
        async with house.refuses(TicketClosed):
            await edit(house, agent, ticket, title="New")

    async def test_refuses_an_unknown_category(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        async with house.refuses(CategoryUnknown):
            await edit(house, agent, ticket, category_id=a_category().id)

    async def test_refuses_a_category_that_is_switched_off(self, house: SmallHouse) -> None:
        agent, ticket, category = (
            await house.person(Role.AGENT),
            await house.ticket(),
            await house.category(is_active=False),
        )
        async with house.refuses(CategoryInactive):
            await edit(house, agent, ticket, category_id=category.id)
