import asyncio
from datetime import timedelta

import pytest
from msgspec import structs

from application.desk.create_category import CreateCategory, CreateCategoryCommand
from application.desk.delete_category import DeleteCategory, DeleteCategoryCommand
from application.desk.edit_category import EditCategory, EditCategoryCommand
from application.desk.errors import CategoryUnknown
from application.desk.open_ticket import OpenTicket, OpenTicketCommand
from application.desk.queries.categories import CategoryFilter
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.category import Category, CategoryCycle, CategoryInUse, CategoryNameTaken, CategoryNotFound
from domain.desk.events import CategoryDeleted
from domain.desk.routing import Routing
from domain.shared.access import Role
from tests.support.builders import MONDAY, a_category, a_team, a_ticket, a_tree, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock, unstated

ADMIN = an_actor(Role.ADMIN)
CUSTOMER = an_actor(Role.CUSTOMER)
PAGE = PageRequest(sort=(Sort("name"),))


async def remove(shelf: Shelf, category: Category) -> None:
    async with shelf.desk_work() as work:
        await work.categories.tree()
        await work.categories.remove(category.id, CategoryDeleted(category_id=category.id, at=MONDAY))


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        parent, team = a_category(), a_team()
        category = a_category(
            parent_id=parent.id,
            team_id=team.id,
            routing=Routing.ROUND_ROBIN,
            is_active=False,
            updated_at=MONDAY + timedelta(hours=1),
        )
        assert unstated(category) == []
        await stock(shelf, parent, team, category)
        async with shelf.desk_work() as work:
            assert await work.categories.get(category.id) == category
            assert await work.categories.tree() == a_tree(parent, category)
        card = await shelf.categories.card(ADMIN, category.id)
        assert structs.asdict(card) == {name: getattr(category, name) for name in Category.__slots__}

    async def test_keeps_changes(self, shelf: Shelf) -> None:
        parent, team, category = a_category(), a_team(), a_category()
        await stock(shelf, parent, team, category)
        changes = {
            "name": "New",
            "parent_id": parent.id,
            "team_id": team.id,
            "routing": Routing.LEAST_LOADED,
            "is_active": False,
        }
        async with shelf.desk_work() as work:
            edited, event = (await work.categories.tree()).edit(category.id, at=MONDAY, **changes)
            await work.categories.save(edited, event)
        async with shelf.desk_work() as work:
            assert await work.categories.get(category.id) == edited

    async def test_refuses_an_unknown_id(self, shelf: Shelf) -> None:
        async with shelf.desk_work() as work:
            with pytest.raises(CategoryUnknown) as refused:
                await work.categories.get(a_category().id)
        assert refused.value.details.keys() == {"categoryId"}
        with pytest.raises(CategoryNotFound):
            await shelf.categories.card(ADMIN, a_category().id)


class TestRemove:
    async def test_removes(self, shelf: Shelf) -> None:
        category = a_category()
        await stock(shelf, category)
        await remove(shelf, category)
        async with shelf.desk_work() as work:
            assert await work.categories.tree() == a_tree()

    async def test_refuses_while_tickets_carry_it(self, shelf: Shelf) -> None:
        user, category = a_user(), a_category()
        await stock(shelf, user, category, a_ticket(requester_id=user.id, category_id=category.id))
        with pytest.raises(CategoryInUse):
            await remove(shelf, category)
        async with shelf.desk_work() as work:
            assert await work.categories.get(category.id) == category

    async def test_and_opening_a_ticket_in_it_at_once_leave_no_ticket_astray(
        self, shelf: Shelf, clock: Clock, ids: Ids
    ) -> None:
        user, category = a_user(), a_category()
        await stock(shelf, user, category)
        delete = DeleteCategory(GivingWay(shelf.desk_work), clock)
        open_ticket = OpenTicket(GivingWay(shelf.desk_work), clock, ids)
        deleted, opened = await asyncio.gather(
            delete(ADMIN, DeleteCategoryCommand(category_id=category.id)),
            open_ticket(acting(user), OpenTicketCommand(title="T", description="D", category_id=category.id)),
            return_exceptions=True,
        )
        assert isinstance(deleted, CategoryInUse) or isinstance(opened, CategoryUnknown)
        assert not (isinstance(deleted, Exception) and isinstance(opened, Exception))


class TestTree:
    async def test_takes_a_name_once_of_six_at_once(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        create = CreateCategory(GivingWay(shelf.desk_work), clock, ids)
        command = CreateCategoryCommand(name="Network")
        outcomes = await asyncio.gather(*(create(ADMIN, command) for _ in range(6)), return_exceptions=True)
        assert [type(one) for one in outcomes if isinstance(one, Exception)] == [CategoryNameTaken] * 5

    async def test_grows_no_cycle_of_two_moves_at_once(self, shelf: Shelf, clock: Clock) -> None:
        one, other = a_category(), a_category()
        await stock(shelf, one, other)
        edit = EditCategory(GivingWay(shelf.desk_work), clock)
        outcomes = await asyncio.gather(
            edit(ADMIN, EditCategoryCommand(category_id=one.id, parent_id=other.id)),
            edit(ADMIN, EditCategoryCommand(category_id=other.id, parent_id=one.id)),
            return_exceptions=True,
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == [CategoryCycle.__name__, "NoneType"]


class TestQueries:
    @pytest.mark.parametrize("role", Role)
    async def test_are_for_everybody(self, shelf: Shelf, role: Role) -> None:
        category = a_category()
        await stock(shelf, category)
        card = await shelf.categories.card(an_actor(role), category.id)
        assert (await shelf.categories.list(an_actor(role), CategoryFilter(), PAGE)).items == [card]

    async def test_filter(self, shelf: Shelf) -> None:
        team = a_team()
        root = a_category(name="Network")
        await stock(
            shelf,
            team,
            root,
            a_category(name="WiFi", parent_id=root.id, team_id=team.id),
            a_category(name="Cable", parent_id=root.id, is_active=False),
            a_category(name="Paint work", team_id=team.id),
        )

        async def found(**wanted: object) -> list[str]:
            asked = CategoryFilter(**wanted)  # type: ignore[arg-type] # its fields
            return [card.name for card in (await shelf.categories.list(CUSTOMER, asked, PAGE)).items]

        assert await found() == ["Cable", "Network", "Paint work", "WiFi"]
        assert await found(parent_id=root.id) == ["Cable", "WiFi"]
        assert await found(parent_id="none") == ["Network", "Paint work"]
        assert await found(team_id=team.id) == ["Paint work", "WiFi"]
        assert await found(is_active=False) == ["Cable"]
        assert await found(is_active=True) == ["Network", "Paint work", "WiFi"]
        assert await found(search="WORK") == ["Network", "Paint work"]
        assert await found(search="work", parent_id="none", team_id=team.id) == ["Paint work"]
        assert await found(search="%") == []
