"""Set and remove a developer profile."""

from datetime import time
from typing import Any

import pytest

from application.desk.queries.developers import DeveloperCard
from application.desk.remove_developer_profile import RemoveDeveloperProfileCommand
from application.desk.set_developer_profile import SetDeveloperProfileCommand
from domain.desk.developer import DeveloperInUse, DeveloperNotFound, ExperienceLevel
from domain.desk.ticket import Status
from domain.desk.window import Window
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, Invalid
from domain.shared.ids import UserId
from tests.support.builders import a_user
from tests.support.house import SmallHouse

NOT_FOR = [role for role in Role if role not in {Role.MANAGER, Role.ADMIN}]
SAID: dict[str, Any] = {
    "specializations": ("python", "sql"),
    "experience_level": ExperienceLevel.SENIOR,
    "github_username": "octo",
    "slack_id": "U1",
    "time_zone": "Europe/Berlin",
    "availability": (Window(weekday=0, start=time(9), end=time(17)),),
    "capacity": 3,
}


async def card(house: SmallHouse, user_id: UserId) -> DeveloperCard:
    return await house.desk.developers.card(Actor.house(), user_id)


class TestSetDeveloperProfile:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_makes_a_developer(self, house: SmallHouse, role: Role) -> None:
        actor, whom = await house.person(role), await house.person(Role.DEVELOPER)
        await house.desk.set_developer_profile(actor, SetDeveloperProfileCommand(user_id=whom.user_id, **SAID))
        developer = await card(house, whom.user_id)
        shown = {name: getattr(developer, name) for name in SAID}
        assert shown == SAID | {"specializations": ["python", "sql"], "availability": list(SAID["availability"])}
        assert developer.created_at == developer.updated_at == house.clock.time
        assert house.happened == ["desk.developer_profile_set"]

    async def test_states_all_of_it_anew(self, house: SmallHouse) -> None:
        manager, whom = await house.person(Role.MANAGER), await house.person(Role.DEVELOPER)
        await house.desk.set_developer_profile(manager, SetDeveloperProfileCommand(user_id=whom.user_id, **SAID))
        born = house.clock.time
        await house.desk.set_developer_profile(manager, SetDeveloperProfileCommand(user_id=whom.user_id))
        developer = await card(house, whom.user_id)
        assert (developer.specializations, developer.capacity, developer.time_zone) == ([], 10, "UTC")
        assert (developer.created_at, developer.updated_at) == (born, house.clock.time)

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await house.desk.set_developer_profile(actor, SetDeveloperProfileCommand(user_id=actor.user_id))

    @pytest.mark.parametrize("state", [{}, {"is_active": False}], ids=["unknown", "gone"])
    async def test_refuses_who_is_not_there(self, house: SmallHouse, state: dict[str, Any]) -> None:
        manager, whom = await house.person(Role.MANAGER), a_user(**state)
        if state:
            await house.settle(whom)
        async with house.refuses(DeveloperNotFound):
            await house.desk.set_developer_profile(manager, SetDeveloperProfileCommand(user_id=whom.id))

    async def test_refuses_hours_that_do_not_hold_together(self, house: SmallHouse) -> None:
        manager, whom = await house.person(Role.MANAGER), await house.person(Role.DEVELOPER)
        async with house.refuses(Invalid) as refused:
            await house.desk.set_developer_profile(
                manager, SetDeveloperProfileCommand(user_id=whom.user_id, time_zone="Nowhere/Land")
            )
        assert list(refused.value.details) == ["timeZone"]


class TestRemoveDeveloperProfile:
    async def test_makes_a_developer_no_more(self, house: SmallHouse) -> None:
        manager, whom = await house.person(Role.MANAGER), await house.developer()
        await house.ticket(assignee_id=whom.user_id, status=Status.RESOLVED)
        await house.desk.remove_developer_profile(manager, RemoveDeveloperProfileCommand(user_id=whom.user_id))
        with pytest.raises(DeveloperNotFound):
            await card(house, whom.user_id)
        assert house.happened == ["desk.developer_profile_removed"]

    async def test_refuses_while_they_hold_tickets(self, house: SmallHouse) -> None:
        manager, whom = await house.person(Role.MANAGER), await house.developer(first_name="The", last_name="developer")
        await house.ticket(assignee_id=whom.user_id)
        async with house.refuses(DeveloperInUse) as refused:
            await house.desk.remove_developer_profile(manager, RemoveDeveloperProfileCommand(user_id=whom.user_id))
        assert str(refused.value) == "The developer still holds 1 tickets."

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, whom = await house.person(role), await house.developer()
        async with house.refuses(Forbidden):
            await house.desk.remove_developer_profile(actor, RemoveDeveloperProfileCommand(user_id=whom.user_id))

    async def test_refuses_who_is_no_developer(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(DeveloperNotFound):
            await house.desk.remove_developer_profile(manager, RemoveDeveloperProfileCommand(user_id=manager.user_id))
