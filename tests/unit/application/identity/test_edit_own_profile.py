from dataclasses import replace
from typing import Any

import pytest

from application.identity.edit_own_profile import EditOwnProfileCommand
from domain.shared.access import Role
from domain.shared.errors import StaleVersion
from tests.support.house import SmallHouse


class TestEditOwnProfile:
    @pytest.mark.parametrize(
        "changes", [{"first_name": "New"}, {"last_name": "New"}, {"phone": "+1 555 0100"}, {"phone": None}], ids=str
    )
    @pytest.mark.parametrize("role", Role)
    async def test_changes_what_was_stated_and_nothing_else(
        self, house: SmallHouse, role: Role, changes: dict[str, Any]
    ) -> None:
        actor = await house.person(role, phone="+1 555 0199", first_name="Old")
        before = await house.user(actor.user_id)
        await house.identity.edit_own_profile(actor, EditOwnProfileCommand(**changes))
        after = await house.user(actor.user_id)
        assert after == replace(before, version=2, updated_at=after.updated_at, **changes)
        assert house.happened == ["identity.user_edited"]

    async def test_trims_names(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        await house.identity.edit_own_profile(actor, EditOwnProfileCommand(first_name=" First ", last_name="Last\t"))
        assert (await house.user(actor.user_id)).name == "First Last"

    async def test_refuses_an_older_version(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        await house.identity.edit_own_profile(actor, EditOwnProfileCommand(first_name="One", expected_version=1))
        async with house.refuses(StaleVersion):
            await house.identity.edit_own_profile(actor, EditOwnProfileCommand(first_name="Two", expected_version=1))
