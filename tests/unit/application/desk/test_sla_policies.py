"""Create, edit and delete an SLA policy."""

import pytest

from application.desk.create_sla_policy import CreateSlaPolicyCommand
from application.desk.delete_category import DeleteCategoryCommand
from application.desk.delete_sla_policy import DeleteSlaPolicyCommand
from application.desk.edit_sla_policy import EditSlaPolicyCommand
from application.desk.errors import CalendarUnknown, CategoryUnknown
from domain.desk.category import CategoryInUse
from domain.desk.sla import SlaPolicyExists, SlaPolicyNotFound, TargetMissing
from domain.desk.ticket import Priority
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.tier import Tier
from tests.support.builders import a_calendar, a_category, a_policy
from tests.support.house import SmallHouse

NOT_FOR = [role for role in Role if role not in {Role.MANAGER, Role.ADMIN}]


class TestCreateSlaPolicy:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_promises_something(self, house: SmallHouse, role: Role) -> None:
        actor, calendar, category = await house.person(role), await house.calendar(), await house.category()
        command = CreateSlaPolicyCommand(
            name=" Soon ", calendar_id=calendar.id, category_id=category.id, tier=Tier.PREMIUM, first_response=30
        )
        card = await house.desk.sla_policies.card(actor, await house.desk.create_sla_policy(actor, command))
        assert (card.name, card.calendar_id, card.category_id) == ("Soon", calendar.id, category.id)
        assert (card.tier, card.priority, card.first_response, card.resolution) == (Tier.PREMIUM, None, 30, None)
        assert house.happened == ["desk.sla_policy_created"]

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, calendar = await house.person(role), await house.calendar()
        async with house.refuses(Forbidden):
            await house.desk.create_sla_policy(
                actor, CreateSlaPolicyCommand(name="Soon", calendar_id=calendar.id, resolution=30)
            )

    async def test_refuses_references_to_nothing(self, house: SmallHouse) -> None:
        manager, calendar = await house.person(Role.MANAGER), await house.calendar()
        async with house.refuses(CalendarUnknown):
            await house.desk.create_sla_policy(
                manager, CreateSlaPolicyCommand(name="Soon", calendar_id=a_calendar().id, resolution=30)
            )
        nowhere = a_category().id
        async with house.refuses(CategoryUnknown):
            await house.desk.create_sla_policy(
                manager,
                CreateSlaPolicyCommand(name="Soon", calendar_id=calendar.id, category_id=nowhere, resolution=30),
            )

    async def test_refuses_to_promise_nothing(self, house: SmallHouse) -> None:
        manager, calendar = await house.person(Role.MANAGER), await house.calendar()
        async with house.refuses(TargetMissing):
            await house.desk.create_sla_policy(manager, CreateSlaPolicyCommand(name="Soon", calendar_id=calendar.id))

    async def test_refuses_a_second_one_for_the_same(self, house: SmallHouse) -> None:
        manager, policy = await house.person(Role.MANAGER), await house.policy(priority=Priority.HIGH)
        command = CreateSlaPolicyCommand(
            name="Sooner", calendar_id=policy.calendar_id, priority=Priority.HIGH, resolution=30
        )
        async with house.refuses(SlaPolicyExists):
            await house.desk.create_sla_policy(manager, command)


class TestEditSlaPolicy:
    async def test_changes_what_is_stated(self, house: SmallHouse) -> None:
        manager, policy, calendar = await house.person(Role.MANAGER), await house.policy(), await house.calendar()
        category = await house.category()
        await house.desk.edit_sla_policy(
            manager,
            EditSlaPolicyCommand(
                policy_id=policy.id, calendar_id=calendar.id, category_id=category.id, next_response=5, is_active=False
            ),
        )
        card = await house.desk.sla_policies.card(Actor.house(), policy.id)
        assert (card.calendar_id, card.category_id, card.is_active) == (calendar.id, category.id, False)
        assert (card.first_response, card.next_response) == (60, 5)
        assert house.happened == ["desk.sla_policy_edited"]

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, policy = await house.person(role), await house.policy()
        async with house.refuses(Forbidden):
            await house.desk.edit_sla_policy(actor, EditSlaPolicyCommand(policy_id=policy.id, name="Later"))

    async def test_refuses_references_to_nothing(self, house: SmallHouse) -> None:
        manager, policy = await house.person(Role.MANAGER), await house.policy()
        async with house.refuses(CalendarUnknown):
            await house.desk.edit_sla_policy(
                manager, EditSlaPolicyCommand(policy_id=policy.id, calendar_id=a_calendar().id)
            )
        async with house.refuses(CategoryUnknown):
            await house.desk.edit_sla_policy(
                manager, EditSlaPolicyCommand(policy_id=policy.id, category_id=a_category().id)
            )

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(SlaPolicyNotFound):
            await house.desk.edit_sla_policy(manager, EditSlaPolicyCommand(policy_id=a_policy().id, name="Later"))


class TestDeleteSlaPolicy:
    async def test_takes_the_promise_back(self, house: SmallHouse) -> None:
        manager, policy = await house.person(Role.MANAGER), await house.policy()
        await house.desk.delete_sla_policy(manager, DeleteSlaPolicyCommand(policy_id=policy.id))
        with pytest.raises(SlaPolicyNotFound):
            await house.desk.sla_policies.card(Actor.house(), policy.id)
        assert house.happened == ["desk.sla_policy_deleted"]

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, policy = await house.person(role), await house.policy()
        async with house.refuses(Forbidden):
            await house.desk.delete_sla_policy(actor, DeleteSlaPolicyCommand(policy_id=policy.id))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(SlaPolicyNotFound):
            await house.desk.delete_sla_policy(manager, DeleteSlaPolicyCommand(policy_id=a_policy().id))


class TestDeleteCategory:
    async def test_refuses_while_something_is_promised_for_it(self, house: SmallHouse) -> None:
        manager, category = await house.person(Role.MANAGER), await house.category()
        await house.policy(category_id=category.id)
        async with house.refuses(CategoryInUse):
            await house.desk.delete_category(manager, DeleteCategoryCommand(category_id=category.id))
