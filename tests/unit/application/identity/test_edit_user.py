from dataclasses import replace
from typing import Any

import pytest

from application.identity.edit_user import EditUserCommand
from application.identity.errors import MalformedEmail, TeamUnknown
from domain.identity.credentials import WeakPassword
from domain.identity.user import EmailTaken, LastAdmin, UserDeleted, UserNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, StaleVersion
from domain.shared.tier import Tier
from tests.support.builders import a_team, a_user
from tests.support.house import SmallHouse


async def edit(house: SmallHouse, actor: Actor, whom: Actor, **changes: Any) -> None:
    await house.identity.edit_user(actor, EditUserCommand(user_id=whom.user_id, **changes))


class TestEditUser:
    @pytest.mark.parametrize(
        "changes",
        [
            {"first_name": "New"},
            {"last_name": "New"},
            {"phone": "+1 555 0100"},
            {"phone": None},
            {"tier": Tier.REGULAR},
            {"role": Role.AGENT},
            {"is_active": False},
            {"team_id": None},
            {},
        ],
        ids=str,
    )
    async def test_changes_what_was_stated_and_nothing_else(self, house: SmallHouse, changes: dict[str, Any]) -> None:
        team = await house.team()
        admin = await house.person(Role.ADMIN)
        whom = await house.person(Role.CUSTOMER, phone="+1 555 0199", team_id=team.id, first_name="Old")
        before = await house.user(whom.user_id)
        await edit(house, admin, whom, **changes)
        after = await house.user(whom.user_id)
        expected = replace(before, version=2, access_version=after.access_version, updated_at=after.updated_at)
        assert after == replace(expected, **changes)

    async def test_trims_names_and_normalises_the_address(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        await edit(house, admin, whom, first_name=" First ", last_name="Last\t", email=" moved@EXAMPLE.com")
        user = await house.user(whom.user_id)
        assert (user.first_name, user.last_name, user.email) == ("First", "Last", "moved@example.com")

    async def test_sets_a_new_password_and_ends_access_tokens(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, password_hash="1:old")
        await edit(house, admin, whom, password="Long enough 1")
        user = await house.user(whom.user_id)
        assert (user.password_hash, user.access_version) == ("1:Long enough 1", 2)

    async def test_takes_the_login_away(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, password_hash="1:old")
        await edit(house, admin, whom, password=None)
        user = await house.user(whom.user_id)
        assert (user.password_hash, user.access_version) == (None, 2)

    async def test_is_recorded_with_what_changed(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, password_hash="1:old")
        await edit(house, admin, whom, role=Role.AGENT, password="Long enough 1", first_name="New")
        assert house.happened == ["identity.user_edited", "identity.password_set", "identity.role_changed"]
        edited, password, changed = await house.record()
        assert edited.old_values == edited.new_values == {"firstName": "•••"}
        assert password.old_values == password.new_values == {"passwordHash": "•••"}
        assert (changed.old_values, changed.new_values) == ({"role": "customer"}, {"role": "agent"})

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    async def test_is_for_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await edit(house, actor, actor, role=Role.ADMIN)

    async def test_accepts_the_version_the_caller_saw(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        await edit(house, admin, whom, first_name="One", expected_version=1)
        await edit(house, admin, whom, first_name="Two", expected_version=2)
        assert (await house.user(whom.user_id)).first_name == "Two"

    async def test_refuses_an_older_version(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        await edit(house, admin, whom, first_name="One")
        async with house.refuses(StaleVersion):
            await edit(house, admin, whom, first_name="Two", expected_version=1)

    @pytest.mark.parametrize("changes", [{"role": Role.MANAGER}, {"is_active": False}], ids=str)
    async def test_keeps_the_last_active_admin(self, house: SmallHouse, changes: dict[str, Any]) -> None:
        admin = await house.person(Role.ADMIN)
        await house.person(Role.ADMIN, is_active=False)
        async with house.refuses(LastAdmin):
            await edit(house, Actor.house(), admin, **changes)

    @pytest.mark.parametrize("changes", [{"role": Role.MANAGER}, {"is_active": False}], ids=str)
    async def test_lets_an_admin_go_while_another_stays(self, house: SmallHouse, changes: dict[str, Any]) -> None:
        admin, other = await house.person(Role.ADMIN), await house.person(Role.ADMIN)
        await edit(house, other, admin, **changes)
        assert not (await house.user(admin.user_id)).is_acting_admin

    async def test_lets_nobody_suspend_themselves(self, house: SmallHouse) -> None:
        admin, _ = await house.person(Role.ADMIN), await house.person(Role.ADMIN)
        async with house.refuses(Forbidden):
            await edit(house, admin, admin, is_active=False)

    async def test_lets_the_last_admin_change_otherwise(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        await edit(house, admin, admin, first_name="New")
        assert (await house.user(admin.user_id)).first_name == "New"

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"email": "nobody"}, MalformedEmail, "email"),
            ({"password": "short"}, WeakPassword, "password"),
            ({"email": "TAKEN@example.com"}, EmailTaken, "email"),
            ({"team_id": a_team().id}, TeamUnknown, "teamId"),
        ],
        ids=["malformed email", "weak password", "taken email", "unknown team"],
    )
    async def test_refuses_what_no_account_may_be(
        self, house: SmallHouse, changes: dict[str, Any], refusal: Any, field: str
    ) -> None:
        await house.person(Role.CUSTOMER, email="taken@example.com")
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        async with house.refuses(refusal) as refused:
            await edit(house, admin, whom, **changes)
        assert list(refused.value.details) == [field]

    async def test_tells_of_another_role_by_mail_and_in_the_house(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER, email="one@example.com")
        await edit(house, admin, whom, role=Role.AGENT)
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == ("one@example.com", "You have another role")
        assert '"customer" and is now "agent"' in mail.text
        [told] = await house.told(whom.user_id)
        assert (told.kind, told.ticket_id) == ("identity.role_changed", None)
        assert told.text == "Your role is now agent; it was customer."

    async def test_tells_of_a_team_in_the_house_alone(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.AGENT)
        one, other = await house.team(), await house.team()
        for team_id in (one.id, other.id, None):
            await edit(house, admin, whom, team_id=team_id)
        assert house.mailer.sent == []
        assert [told.text for told in await house.told(whom.user_id)] == [
            "You belong to a team now.",
            "You belong to another team now.",
            "You belong to no team any more.",
        ]

    async def test_suspends_and_reinstates_with_a_word_to_them(self, house: SmallHouse) -> None:
        admin, whom = await house.person(Role.ADMIN), await house.person(Role.CUSTOMER)
        await edit(house, admin, whom, is_active=False)
        await edit(house, admin, whom, is_active=True)
        assert [mail.subject for mail in house.mailer.sent] == [
            "Your account is suspended",
            "Your account is open again",
        ]
        assert house.happened[1::2] == ["identity.user_suspended", "identity.user_reinstated"]

    async def test_refuses_whom_nobody_knows(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        async with house.refuses(UserNotFound):
            await house.identity.edit_user(admin, EditUserCommand(user_id=a_user().id, first_name="New"))

    async def test_refuses_the_deleted(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        deleted = await house.settle(a_user().anonymise(at=house.clock.now())[0])
        async with house.refuses(UserDeleted):
            await edit(house, admin, deleted, email="other@example.com")
