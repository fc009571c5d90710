from datetime import timedelta

from application.identity.edit_user import EditUserCommand
from application.identity.register_user import RegisterUserCommand
from application.identity.verify_email import VerifyEmailCommand
from domain.identity.one_time_token import OneTimeTokenRefused
from domain.shared.access import Role
from domain.shared.ids import UserId
from tests.support.builders import acting
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, OLD, forget, token_in_mail


async def register(house: SmallHouse) -> UserId:
    registered = await house.identity.register_user(RegisterUserCommand(email=EMAIL, password=OLD))
    assert registered is not None
    return registered.user_id


async def verify(house: SmallHouse, token: str) -> None:
    await house.identity.verify_email(VerifyEmailCommand(token=token))


class TestVerifyEmail:
    async def test_follows_registration(self, house: SmallHouse) -> None:
        user_id = await register(house)
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == (EMAIL, "Confirm your address")
        assert f"http://127.0.0.1:8000/verify-email#token={house.secrets.made[0]}" in mail.text
        await verify(house, token_in_mail(house))
        user = await house.user(user_id)
        assert user.email_verified_at == user.updated_at
        assert user.access_version == 1
        assert house.happened[-1] == "identity.email_verified"

    async def test_takes_a_token_once(self, house: SmallHouse) -> None:
        await register(house)
        await verify(house, token_in_mail(house))
        async with house.refuses(OneTimeTokenRefused):
            await verify(house, token_in_mail(house))

    async def test_refuses_what_nobody_was_sent(self, house: SmallHouse) -> None:
        await register(house)
        async with house.refuses(OneTimeTokenRefused):
            await verify(house, "made up")

    async def test_refuses_a_token_that_is_too_old(self, house: SmallHouse) -> None:
        await register(house)
        house.clock.skip(timedelta(hours=24))
        async with house.refuses(OneTimeTokenRefused):
            await verify(house, token_in_mail(house))

    async def test_refuses_a_token_for_something_else(self, house: SmallHouse) -> None:
        await register(house)
        await forget(house)
        async with house.refuses(OneTimeTokenRefused):
            await verify(house, token_in_mail(house))

    async def test_is_for_the_address_of_that_time(self, house: SmallHouse) -> None:
        admin, user_id = await house.person(Role.ADMIN), await register(house)
        await verify(house, token_in_mail(house))
        edit = EditUserCommand(user_id=user_id, email="moved@example.com")
        await house.identity.edit_user(admin, edit)
        assert (await house.user(user_id)).email_verified_at is None


class TestRequestEmailVerification:
    async def test_mails_another_token(self, house: SmallHouse) -> None:
        user_id = await register(house)
        await house.identity.request_email_verification(acting(await house.user(user_id)))
        assert [mail.subject for mail in house.mailer.sent] == ["Confirm your address"] * 2
        await verify(house, token_in_mail(house))

    async def test_mails_nothing_once_it_is_verified(self, house: SmallHouse) -> None:
        user_id = await register(house)
        await verify(house, token_in_mail(house))
        await house.identity.request_email_verification(acting(await house.user(user_id)))
        assert len(house.mailer.sent) == 1
