from typing import Any

from application.identity.errors import MalformedEmail
from application.identity.register_user import RegisterUserCommand
from domain.identity.credentials import WeakPassword
from domain.identity.user import EmailTaken
from domain.shared.access import Role
from tests.support.house import SmallHouse


def wish(**what_matters: Any) -> RegisterUserCommand:
    usual: dict[str, Any] = {"email": "customer@example.com", "password": "Long enough 1"}
    return RegisterUserCommand(**usual | what_matters)


class TestRegisterUser:
    async def test_makes_a_customer_who_can_log_in(self, house: SmallHouse) -> None:
        user_id = await house.identity.register_user(
            wish(email=" customer@EXAMPLE.com", first_name=" First ", last_name="Last\n")
        )
        user = await house.user(user_id)
        assert (user.email, user.password_hash) == ("customer@example.com", "1:Long enough 1")
        assert (user.first_name, user.last_name, user.role) == ("First", "Last", Role.CUSTOMER)
        assert user.is_active

    async def test_is_recorded_without_telling_who_or_how(self, house: SmallHouse) -> None:
        user_id = await house.identity.register_user(wish(first_name="First"))
        assert house.happened == ["identity.user_registered", "identity.one_time_token_issued"]
        entry, _ = await house.record()
        assert (entry.entity_type, entry.entity_id) == ("user", user_id)
        assert {entry.new_values[name] for name in ("email", "passwordHash", "firstName")} == {"•••"}

    async def test_refuses_what_is_no_address(self, house: SmallHouse) -> None:
        async with house.refuses(MalformedEmail) as refused:
            await house.identity.register_user(wish(email="customer"))
        assert list(refused.value.details) == ["email"]

    async def test_refuses_a_weak_password(self, house: SmallHouse) -> None:
        async with house.refuses(WeakPassword) as refused:
            await house.identity.register_user(wish(password="Password1"))
        assert refused.value.details == {"password": "Needs: not a common password."}

    async def test_refuses_a_taken_address_in_any_spelling(self, house: SmallHouse) -> None:
        await house.identity.register_user(wish())
        async with house.refuses(EmailTaken):
            await house.identity.register_user(wish(email="CUSTOMER@example.com"))
