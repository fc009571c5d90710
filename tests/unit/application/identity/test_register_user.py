from typing import Any

import pytest

from application.identity.errors import MalformedEmail
from application.identity.log_in import LogInCommand
from application.identity.register_user import RegisterUserCommand
from application.identity.reset_password import ResetPasswordCommand
from domain.identity.credentials import WeakPassword
from domain.identity.one_time_token import ISSUED_A_DAY
from domain.identity.user import EmailTaken
from domain.shared.access import Role
from domain.shared.ids import UserId
from entrypoints.settings import Settings
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import token_in_mail

EMAIL, PASSWORD = "customer@example.com", "Long enough 1"


def wish(**what_matters: Any) -> RegisterUserCommand:
    usual: dict[str, Any] = {"email": "customer@example.com", "password": "Long enough 1"}
    return RegisterUserCommand(**usual | what_matters)


REGISTERED, AGAIN, ISSUED = "identity.user_registered", "identity.registered_again", "identity.one_time_token_issued"


class TestRegisterUser:
    async def test_makes_a_customer_who_can_log_in(self, house: SmallHouse) -> None:
        registered = await house.identity.register_user(
            wish(email=" customer@EXAMPLE.com", first_name=" First ", last_name="Last\n")
        )
        assert registered is not None
        user = await house.user(registered.user_id)
        assert (user.email, user.password_hash) == ("customer@example.com", "1:Long enough 1")
        assert (user.first_name, user.last_name, user.role) == ("First", "Last", Role.CUSTOMER)
        assert user.is_active

    async def test_logs_them_in(self, house: SmallHouse) -> None:
        registered = await house.identity.register_user(wish())
        assert registered is not None
        actor = await house.identity.authenticate(registered.access_token)
        assert (actor.user_id, actor.session_id) == (registered.user_id, registered.session_id)
        assert house.hasher.verified == []  # they have just chosen it

    async def test_is_recorded_without_telling_who_or_how(self, house: SmallHouse) -> None:
        registered = await house.identity.register_user(wish(first_name="First"))
        assert registered is not None
        assert house.happened[:3] == [REGISTERED, "identity.user_logged_in", "identity.session_started"]
        entry = (await house.record())[0]
        assert (entry.entity_type, entry.entity_id) == ("user", registered.user_id)
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


class TestQuietly:
    """Where nobody is to learn who has an account."""

    @pytest.fixture
    def house(self) -> SmallHouse:
        return SmallHouse(settings=Settings(shelf="memory", registration_discloses=False))

    async def test_makes_a_customer_who_is_mailed_and_can_log_in(self, house: SmallHouse) -> None:
        assert await house.identity.register_user(wish()) is None
        assert house.happened == [REGISTERED, ISSUED]
        assert [(mail.to, mail.subject) for mail in house.mailer.sent] == [(EMAIL, "Confirm your address")]
        await house.identity.log_in(LogInCommand(email=EMAIL, password=PASSWORD))

    async def test_tells_the_owner_of_a_taken_address_and_changes_nothing(self, house: SmallHouse) -> None:
        await house.identity.register_user(wish())
        [registered, _] = await house.record()
        before = await house.user(UserId(registered.entity_id))
        assert await house.identity.register_user(wish(email="CUSTOMER@example.com", password="Another one 2")) is None
        assert house.happened[2:] == [AGAIN, ISSUED]
        assert (house.mailer.sent[-1].to, house.mailer.sent[-1].subject) == (EMAIL, "You already have an account")
        assert await house.user(before.id) == before
        command = ResetPasswordCommand(token=token_in_mail(house), password="Another one 2")
        await house.identity.reset_password(command)

    async def test_hashes_for_both_alike(self, house: SmallHouse) -> None:
        for _ in range(2):
            await house.identity.register_user(wish())
        assert house.hasher.hashed == [PASSWORD] * 2

    async def test_mails_so_many_a_day(self, house: SmallHouse) -> None:
        for _ in range(ISSUED_A_DAY + 4):
            await house.identity.register_user(wish())
        assert len(house.mailer.sent) == 1 + ISSUED_A_DAY

    async def test_still_refuses_what_is_wrong_with_the_wish_itself(self, house: SmallHouse) -> None:
        async with house.refuses(WeakPassword):
            await house.identity.register_user(wish(password="Password1"))
        async with house.refuses(MalformedEmail):
            await house.identity.register_user(wish(email="customer"))
