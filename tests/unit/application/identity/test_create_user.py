from typing import Any

import pytest

from application.identity.create_user import CreateUserCommand
from application.identity.errors import MalformedEmail, TeamUnknown
from domain.identity.credentials import WeakPassword
from domain.identity.user import EmailTaken
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from domain.shared.tier import Tier
from tests.support.builders import a_team
from tests.support.house import SmallHouse


def wish(**what_matters: Any) -> CreateUserCommand:
    usual: dict[str, Any] = {"email": "agent@example.com", "role": Role.AGENT}
    return CreateUserCommand(**usual | what_matters)


class TestCreateUser:
    async def test_makes_the_account_that_was_asked_for(self, house: SmallHouse) -> None:
        admin, team = await house.person(Role.ADMIN), await house.team()
        user = await house.user(
            await house.identity.create_user(
                admin,
                wish(
                    email="agent@EXAMPLE.com ",
                    password="Long enough 1",
                    first_name=" First",
                    last_name="Last ",
                    phone="+1 555 0100",
                    tier=Tier.PREMIUM,
                    team_id=team.id,
                ),
            )
        )
        assert (user.email, user.password_hash) == ("agent@example.com", "1:Long enough 1")
        assert (user.first_name, user.last_name, user.phone) == ("First", "Last", "+1 555 0100")
        assert (user.role, user.tier, user.team_id, user.is_active) == (Role.AGENT, Tier.PREMIUM, team.id, True)

    async def test_makes_accounts_that_cannot_log_in(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        user = await house.user(await house.identity.create_user(admin, wish()))
        assert user.password_hash is None

    async def test_is_recorded(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        user_id = await house.identity.create_user(admin, wish(password="Long enough 1"))
        assert house.happened == ["identity.user_created"]
        [entry] = await house.record()
        assert (entry.entity_id, entry.new_values["role"]) == (user_id, "agent")
        assert entry.new_values["passwordHash"] == "•••"

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
    async def test_is_for_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await house.identity.create_user(actor, wish())

    async def test_refuses_what_is_no_address(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        async with house.refuses(MalformedEmail):
            await house.identity.create_user(admin, wish(email="agent"))

    async def test_refuses_a_weak_password(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        async with house.refuses(WeakPassword):
            await house.identity.create_user(admin, wish(password="short"))

    async def test_refuses_a_taken_address(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        await house.identity.create_user(admin, wish())
        async with house.refuses(EmailTaken):
            await house.identity.create_user(admin, wish(email="AGENT@example.com"))

    async def test_refuses_an_unknown_team(self, house: SmallHouse) -> None:
        admin = await house.person(Role.ADMIN)
        async with house.refuses(TeamUnknown) as refused:
            await house.identity.create_user(admin, wish(team_id=a_team().id))
        assert list(refused.value.details) == ["teamId"]
