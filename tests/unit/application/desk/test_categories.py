"""Create, edit and delete a category."""

from typing import Any

import pytest

from application.desk.create_category import CreateCategoryCommand
from application.desk.delete_category import DeleteCategoryCommand
from application.desk.edit_category import EditCategoryCommand
from application.desk.errors import TeamUnknown
from application.desk.queries.categories import CategoryCard
from domain.desk.category import CategoryCycle, CategoryInUse, CategoryNameTaken, CategoryNotFound, ParentUnknown
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import CategoryId
from tests.support.builders import a_category, a_team
from tests.support.house import SmallHouse

NOT_FOR = [role for role in Role if role not in {Role.MANAGER, Role.ADMIN}]


async def card(house: SmallHouse, category_id: CategoryId) -> CategoryCard:
    return await house.desk.categories.card(Actor.house(), category_id)


class TestCreateCategory:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_makes_a_category(self, house: SmallHouse, role: Role) -> None:
        actor, parent, team = await house.person(role), await house.category(), await house.team()
        command = CreateCategoryCommand(name=" Printers ", parent_id=parent.id, team_id=team.id, is_active=False)
        category = await card(house, await house.desk.create_category(actor, command))
        assert (category.name, category.parent_id, category.team_id) == ("Printers", parent.id, team.id)
        assert not category.is_active
        assert house.happened == ["desk.category_created"]

    async def test_needs_only_a_name(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        category = await card(house, await house.desk.create_category(manager, CreateCategoryCommand(name="Printers")))
        assert (category.parent_id, category.team_id, category.is_active) == (None, None, True)

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await house.desk.create_category(actor, CreateCategoryCommand(name="Printers"))

    @pytest.mark.parametrize(
        ("fields", "refusal", "field"),
        [
            ({"name": " printers "}, CategoryNameTaken, "name"),
            ({"name": "Screens", "parent_id": a_category().id}, ParentUnknown, "parentId"),
            ({"name": "Screens", "team_id": a_team().id}, TeamUnknown, "teamId"),
        ],
        ids=["taken name", "unknown parent", "unknown team"],
    )
    async def test_refuses_what_fits_nowhere(
        self, house: SmallHouse, fields: dict[str, Any], refusal: Any, field: str
    ) -> None:
        manager, _ = await house.person(Role.MANAGER), await house.category(name="Printers")
        async with house.refuses(refusal) as refused:
            await house.desk.create_category(manager, CreateCategoryCommand(**fields))
        assert list(refused.value.details) == [field]


class TestEditCategory:
    @pytest.mark.parametrize(
        ("changes", "shown"),
        [
            ({"name": " Screens"}, {"name": "Screens"}),
            ({"parent_id": None}, {"parent_id": None}),
            ({"team_id": None}, {"team_id": None}),
            ({"is_active": False}, {"is_active": False}),
            ({}, {}),
        ],
        ids=str,
    )
    async def test_changes_what_was_stated_and_nothing_else(
        self, house: SmallHouse, changes: dict[str, Any], shown: dict[str, Any]
    ) -> None:
        manager, parent, team = await house.person(Role.MANAGER), await house.category(), await house.team()
        category = await house.category(name="Printers", parent_id=parent.id, team_id=team.id)
        await house.desk.edit_category(manager, EditCategoryCommand(category_id=category.id, **changes))
        after = await card(house, category.id)
        before = {"name": "Printers", "parent_id": parent.id, "team_id": team.id, "is_active": True}
        assert {name: getattr(after, name) for name in before} == before | shown
        assert house.happened == ["desk.category_edited"]

    async def test_leaves_tickets_with_their_team(self, house: SmallHouse) -> None:
        manager, old, new = await house.person(Role.MANAGER), await house.team(), await house.team()
        category = await house.category(team_id=old.id)
        ticket = await house.ticket(category_id=category.id, team_id=old.id)
        await house.desk.edit_category(manager, EditCategoryCommand(category_id=category.id, team_id=new.id))
        assert (await house.card(ticket.id)).team_id == old.id

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, category = await house.person(role), await house.category()
        async with house.refuses(Forbidden):
            await house.desk.edit_category(actor, EditCategoryCommand(category_id=category.id, name="Screens"))

    async def test_refuses_a_cycle(self, house: SmallHouse) -> None:
        manager, root = await house.person(Role.MANAGER), await house.category()
        leaf = await house.category(parent_id=root.id)
        async with house.refuses(CategoryCycle):
            await house.desk.edit_category(manager, EditCategoryCommand(category_id=root.id, parent_id=leaf.id))

    async def test_refuses_an_unknown_team(self, house: SmallHouse) -> None:
        manager, category = await house.person(Role.MANAGER), await house.category()
        async with house.refuses(TeamUnknown):
            await house.desk.edit_category(manager, EditCategoryCommand(category_id=category.id, team_id=a_team().id))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(CategoryNotFound):
            await house.desk.edit_category(manager, EditCategoryCommand(category_id=a_category().id, name="Screens"))


class TestDeleteCategory:
    async def test_removes_one_that_nothing_carries(self, house: SmallHouse) -> None:
        manager, category = await house.person(Role.MANAGER), await house.category()
        await house.desk.delete_category(manager, DeleteCategoryCommand(category_id=category.id))
        with pytest.raises(CategoryNotFound):
            await card(house, category.id)
        assert house.happened == ["desk.category_deleted"]

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, category = await house.person(role), await house.category()
        async with house.refuses(Forbidden):
            await house.desk.delete_category(actor, DeleteCategoryCommand(category_id=category.id))

    async def test_refuses_while_others_stand_below(self, house: SmallHouse) -> None:
        manager, category = await house.person(Role.MANAGER), await house.category()
        await house.category(parent_id=category.id)
        async with house.refuses(CategoryInUse):
            await house.desk.delete_category(manager, DeleteCategoryCommand(category_id=category.id))

    async def test_refuses_while_tickets_carry_it(self, house: SmallHouse) -> None:
        manager, category = await house.person(Role.MANAGER), await house.category()
        await house.ticket(category_id=category.id)
        async with house.refuses(CategoryInUse):
            await house.desk.delete_category(manager, DeleteCategoryCommand(category_id=category.id))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(CategoryNotFound):
            await house.desk.delete_category(manager, DeleteCategoryCommand(category_id=a_category().id))
