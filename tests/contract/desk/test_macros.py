from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from application.desk.queries.macros import MacroFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.macro import PLACEHOLDERS, Macro, MacroNameTaken, MacroNotFound
from domain.desk.ticket import Priority, Status, TicketNotFound
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.builders import MONDAY, a_macro, a_team, a_ticket, a_user, acting, an_actor
from tests.support.shelves import stock, unstated

PAGE = PageRequest(sort=(Sort("name"),), limit=100)
BIRTH = PageRequest(sort=(Sort("createdAt"),))


async def agents(shelf: Shelf) -> tuple[User, User]:
    one, other = a_user(role=Role.AGENT), a_user(role=Role.AGENT)
    await stock(shelf, one, other)
    return one, other


async def names(shelf: Shelf, user: User, **wanted: Any) -> list[str]:
    return [card.name for card in (await shelf.macros.list(acting(user), MacroFilter(**wanted), PAGE)).items]


class TestMacro:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        one, _ = await agents(shelf)
        macro = a_macro(
            owner_id=one.id,
            is_internal=True,
            status=Status.PENDING,
            priority=Priority.LOW,
            tags=("one", "two"),
            assigns_to_me=True,
            version=3,
            updated_at=MONDAY + timedelta(hours=1),
        )
        assert unstated(macro) == []
        await stock(shelf, macro)
        async with shelf.desk_work() as work:
            assert await work.macros.get(macro.id) == await work.macros.find(macro.id) == macro
        card = structs.asdict(await shelf.macros.card(acting(one), macro.id))
        assert card | {"tags": tuple(card["tags"])} == {name: getattr(macro, name) for name in Macro.__slots__}

    async def test_is_gone_when_it_is_removed(self, shelf: Shelf) -> None:
        one, _ = await agents(shelf)
        macro = a_macro()
        await stock(shelf, macro)
        async with shelf.desk_work() as work:
            await work.macros.get(macro.id)
            await work.macros.remove(macro.id)
        with pytest.raises(MacroNotFound):
            await shelf.macros.card(acting(one), macro.id)
        async with shelf.desk_work() as work:
            assert await work.macros.find(macro.id) is None
            with pytest.raises(MacroNotFound):
                await work.macros.get(macro.id)

    async def test_has_a_name_of_its_own_among_those_of_its_owner(self, shelf: Shelf) -> None:
        one, other = await agents(shelf)
        await stock(shelf, *(a_macro(owner_id=owner, name="Straße") for owner in (None, one.id, other.id)))
        for owner in (None, one.id):
            with pytest.raises(MacroNameTaken) as taken:
                await stock(shelf, a_macro(owner_id=owner, name="STRASSE"))
            assert list(taken.value.details) == ["name"]
        async with shelf.desk_work() as work:
            again = a_macro(name="strasse 2")
            await work.macros.save(again)
            await work.macros.save(replace(again, name="Strasse 2"))


class TestList:
    async def test_shows_ones_own_and_what_is_shared(self, shelf: Shelf) -> None:
        one, other = await agents(shelf)
        await stock(shelf, a_macro(name="B shared"), a_macro(name="A mine", owner_id=one.id))
        await stock(shelf, a_macro(name="C theirs", owner_id=other.id))
        assert await names(shelf, one) == ["A mine", "B shared"]
        assert await names(shelf, one, shared=True) == ["B shared"]
        assert await names(shelf, one, shared=False) == ["A mine"]
        assert await names(shelf, one, search="MINE") == ["A mine"]
        assert await names(shelf, one, search="theirs") == []
        assert [card.name for card in (await shelf.macros.own(acting(other), BIRTH)).items] == ["C theirs"]

    async def test_hides_what_is_anothers(self, shelf: Shelf) -> None:
        one, other = await agents(shelf)
        theirs = a_macro(owner_id=other.id)
        await stock(shelf, theirs)
        for actor in (acting(one), an_actor(Role.ADMIN), Actor.house()):
            with pytest.raises(MacroNotFound):
                await shelf.macros.card(actor, theirs.id)

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR])
    async def test_is_for_those_who_work_here(self, shelf: Shelf, role: Role) -> None:
        macro = a_macro()
        await stock(shelf, macro)
        with pytest.raises(Forbidden):
            await shelf.macros.list(an_actor(role), MacroFilter(), PAGE)
        with pytest.raises(Forbidden):
            await shelf.macros.card(an_actor(role), macro.id)


class TestValues:
    async def test_are_of_the_ticket_and_its_people(self, shelf: Shelf) -> None:
        team = a_team(name="Reporting")
        requester = a_user(first_name="Ada", last_name="Lovelace")
        agent, assignee = a_user(role=Role.AGENT, first_name="Bo"), a_user(role=Role.DEVELOPER, first_name="Cy")
        ticket = a_ticket(requester_id=requester.id, assignee_id=assignee.id, team_id=team.id, title="No *picture*")
        await stock(shelf, team, requester, agent, assignee, ticket)
        assert await shelf.macros.values(acting(agent), ticket.id) == {
            "ticket.number": str(ticket.number),
            "ticket.title": "No *picture*",
            "requester.name": "Ada Lovelace",
            "requester.firstName": "Ada",
            "agent.name": "Bo",
            "assignee.name": "Cy",
            "team.name": "Reporting",
        }

    async def test_are_empty_where_there_is_nobody(self, shelf: Shelf) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await stock(shelf, requester, ticket)
        values = await shelf.macros.values(Actor.house(), ticket.id)
        assert list(values) == list(PLACEHOLDERS)
        assert [values[place] for place in ("agent.name", "assignee.name", "team.name")] == ["", "", ""]
        assert values["requester.firstName"] == values["requester.name"] == requester.name

    async def test_are_not_there_where_the_ticket_is_not(self, shelf: Shelf) -> None:
        requester = a_user()
        ticket = a_ticket(requester_id=requester.id)
        await stock(shelf, requester, ticket)
        for actor, ticket_id in ((an_actor(Role.DEVELOPER), ticket.id), (Actor.house(), a_ticket().id)):
            with pytest.raises(TicketNotFound):
                await shelf.macros.values(actor, ticket_id)
