from typing import Any

import pytest

from application.desk.create_macro import CreateMacroCommand
from application.desk.delete_macro import DeleteMacroCommand
from application.desk.edit_macro import EditMacroCommand
from application.desk.queries.macros import MacroCard
from domain.desk.macro import MacroDoesNothing, MacroNameTaken, MacroNotFound, PlaceholderUnknown
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import MacroId
from tests.support.builders import a_macro
from tests.support.house import SmallHouse

WORKERS = [Role.DEVELOPER, Role.AGENT, Role.MANAGER, Role.ADMIN]


async def create(house: SmallHouse, actor: Actor, name: str = "Hello", **fields: Any) -> MacroId:
    fields = {"body": "Hello {{requester.firstName}}."} | fields
    return await house.desk.create_macro(actor, CreateMacroCommand(name=name, **fields))


async def card(house: SmallHouse, actor: Actor, macro_id: MacroId) -> MacroCard:
    return await house.desk.macros.card(actor, macro_id)


class TestCreate:
    @pytest.mark.parametrize("role", WORKERS)
    async def test_is_for_all_who_work_here(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        macro_id = await create(
            house, actor, " Hello ", internal=True, status=Status.PENDING, tags=("x",), assign_to_me=True
        )
        made = await card(house, actor, macro_id)
        assert (made.owner_id, made.name, made.body) == (actor.user_id, "Hello", "Hello {{requester.firstName}}.")
        assert (made.is_internal, made.status, made.priority, made.tags, made.assigns_to_me) == (
            *(True, Status.PENDING, None),
            *(["x"], True),
        )
        assert house.happened == ["desk.macro_created"]

    @pytest.mark.parametrize("role", Role)
    async def test_for_all_is_for_those_who_configure(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        if role in {Role.MANAGER, Role.ADMIN}:
            assert (await card(house, actor, await create(house, actor, shared=True))).owner_id is None
        else:
            async with house.refuses(Forbidden):
                await create(house, actor, shared=True)

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR])
    async def test_is_not_for_others(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await create(house, actor)

    async def test_refuses_what_cannot_be_filled_or_does_nothing(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        async with house.refuses(PlaceholderUnknown):
            await create(house, agent, body="{{requester.password}}")
        async with house.refuses(MacroDoesNothing):
            await create(house, agent, body="")
        await create(house, agent)
        async with house.refuses(MacroNameTaken):
            await create(house, agent, "HELLO")


class TestEdit:
    async def test_changes_what_is_stated(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        macro_id = await create(house, agent, priority=Priority.LOW, tags=("x",))
        await house.desk.edit_macro(agent, EditMacroCommand(macro_id=macro_id, name=" Bye ", priority=None))
        await house.desk.edit_macro(agent, EditMacroCommand(macro_id=macro_id, internal=True, assign_to_me=True))
        made = await card(house, agent, macro_id)
        assert (made.name, made.priority, made.tags, made.is_internal, made.assigns_to_me, made.version) == (
            *("Bye", None, ["x"]),
            *(True, True, 3),
        )
        async with house.refuses(PlaceholderUnknown):
            await house.desk.edit_macro(agent, EditMacroCommand(macro_id=macro_id, body="{{x}}"))

    async def test_and_deleting_are_for_its_owner(self, house: SmallHouse) -> None:
        agent, other = await house.person(Role.AGENT), await house.person(Role.ADMIN)
        macro_id = await create(house, agent)
        for unknown in (macro_id, a_macro().id):
            async with house.refuses(MacroNotFound):
                await house.desk.edit_macro(other, EditMacroCommand(macro_id=unknown, name="Mine"))
            async with house.refuses(MacroNotFound):
                await house.desk.delete_macro(other, DeleteMacroCommand(macro_id=unknown))
        await house.desk.delete_macro(agent, DeleteMacroCommand(macro_id=macro_id))
        with pytest.raises(MacroNotFound):
            await card(house, agent, macro_id)
        assert house.happened == ["desk.macro_created", "desk.macro_deleted"]

    async def test_of_what_is_shared_is_for_those_who_configure(self, house: SmallHouse) -> None:
        agent, manager = await house.person(Role.AGENT), await house.person(Role.MANAGER)
        macro_id = await create(house, manager, shared=True)
        async with house.refuses(Forbidden):
            await house.desk.edit_macro(agent, EditMacroCommand(macro_id=macro_id, name="Mine"))
        async with house.refuses(Forbidden):
            await house.desk.delete_macro(agent, DeleteMacroCommand(macro_id=macro_id))
        await house.desk.edit_macro(manager, EditMacroCommand(macro_id=macro_id, name="Ours"))
        assert (await card(house, agent, macro_id)).name == "Ours"

    async def test_is_over_for_those_who_work_here_no_more(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        macro_id = await create(house, agent)
        left = Actor(agent.user_id, Role.CUSTOMER)
        async with house.refuses(Forbidden):
            await house.desk.edit_macro(left, EditMacroCommand(macro_id=macro_id, name="Mine"))
