from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from application.identity.edit_user import EditUserCommand
from application.identity.log_in import LogInCommand
from application.identity.reset_password import ResetPasswordCommand
from domain.identity.credentials import WeakPassword
from domain.identity.one_time_token import OneTimeTokenRefused
from domain.shared.access import Role
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, NEW, OLD, customer, forget, token_in_mail


async def reset(house: SmallHouse, token: str, password: str = NEW) -> None:
    await house.identity.reset_password(ResetPasswordCommand(token=token, password=password))


class TestResetPassword:
    async def test_sets_the_new_one_and_ends_access(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await forget(house)
        await reset(house, token_in_mail(house))
        user = await house.user(actor.user_id)
        assert (user.password_hash, user.access_version) == (f"1:{NEW}", 2)
        assert (await house.identity.log_in(LogInCommand(email=EMAIL, password=NEW))).user_id == actor.user_id

    async def test_is_recorded_and_told_to_the_owner(self, house: SmallHouse) -> None:
        await customer(house)
        await forget(house)
        await reset(house, token_in_mail(house))
        assert house.happened[-1] == "identity.password_reset"
        assert (house.mailer.sent[-1].to, house.mailer.sent[-1].subject) == (EMAIL, "Your password was changed")
        entry = (await house.record())[-1]
        assert entry.new_values == {"passwordHash": "•••"}

    async def test_takes_a_token_once(self, house: SmallHouse) -> None:
        await customer(house)
        await forget(house)
        token = token_in_mail(house)
        await reset(house, token)
        async with house.refuses(OneTimeTokenRefused):
            await reset(house, token, "Another one 3")

    async def test_ends_the_other_tokens_of_the_account(self, house: SmallHouse) -> None:
        await customer(house)
        await forget(house)
        first = token_in_mail(house)
        await forget(house)
        await reset(house, token_in_mail(house))
        async with house.refuses(OneTimeTokenRefused):
            await reset(house, first)

    async def test_refuses_what_nobody_was_sent_without_hashing(self, house: SmallHouse) -> None:
        async with house.refuses(OneTimeTokenRefused) as refused:
            await reset(house, "made up")
        assert refused.value.details == {"token": "Not valid."}
        assert house.hasher.hashed == []

    async def test_refuses_a_token_that_is_too_old(self, house: SmallHouse) -> None:
        await customer(house)
        await forget(house)
        house.clock.skip(timedelta(minutes=30))
        async with house.refuses(OneTimeTokenRefused):
            await reset(house, token_in_mail(house))

    async def test_refuses_a_token_for_something_else(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await house.identity.request_email_verification(actor)
        async with house.refuses(OneTimeTokenRefused):
            await reset(house, token_in_mail(house))

    async def test_refuses_who_was_suspended_since(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await forget(house)
        await house.settle(replace(await house.user(actor.user_id), is_active=False))
        async with house.refuses(OneTimeTokenRefused):
            await reset(house, token_in_mail(house))

    @pytest.mark.parametrize("changes", [{"password": "Another one 3"}, {"email": "moved@example.com"}], ids=str)
    async def test_refuses_tokens_from_before_a_change_of_credentials(
        self, house: SmallHouse, changes: dict[str, Any]
    ) -> None:
        admin, actor = await house.person(Role.ADMIN), await customer(house)
        await forget(house)
        await house.identity.edit_user(admin, EditUserCommand(user_id=actor.user_id, **changes))
        if "email" in changes:  # even if they come back to it
            await house.identity.edit_user(admin, EditUserCommand(user_id=actor.user_id, email=EMAIL))
        async with house.refuses(OneTimeTokenRefused):
            await reset(house, token_in_mail(house))

    async def test_keeps_tokens_through_other_changes(self, house: SmallHouse) -> None:
        admin, actor = await house.person(Role.ADMIN), await customer(house)
        await forget(house)
        await house.identity.edit_user(admin, EditUserCommand(user_id=actor.user_id, first_name="New"))
        await reset(house, token_in_mail(house))

    async def test_refuses_a_weak_password_and_keeps_the_token(self, house: SmallHouse) -> None:
        await customer(house, password_hash=f"1:{OLD}")
        await forget(house)
        async with house.refuses(WeakPassword) as refused:
            await reset(house, token_in_mail(house), "Password1")
        assert list(refused.value.details) == ["password"]
        await reset(house, token_in_mail(house))
