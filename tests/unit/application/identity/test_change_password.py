from typing import Any

import pytest

from application.identity.change_password import ChangePasswordCommand
from application.identity.delete_user import DeleteUserCommand
from application.identity.errors import TokenRefused
from application.identity.reset_password import ResetPasswordCommand
from domain.identity.credentials import LONGEST_PASSWORD, WeakPassword, WrongPassword
from domain.identity.one_time_token import OneTimeTokenRefused
from domain.shared.access import Actor, Role
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, NEW, OLD, customer, forget, token_in_mail


async def change(house: SmallHouse, actor: Actor, current: str = OLD, new: str = NEW) -> None:
    await house.identity.change_password(actor, ChangePasswordCommand(current_password=current, new_password=new))


class TestChangePassword:
    async def test_sets_the_new_one_and_ends_access(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await change(house, actor)
        user = await house.user(actor.user_id)
        assert (user.password_hash, user.access_version) == (f"1:{NEW}", 2)
        with pytest.raises(TokenRefused):
            await house.identity.authenticate(f"{actor.user_id}/1")

    async def test_is_recorded_and_told_to_the_owner(self, house: SmallHouse) -> None:
        await change(house, await customer(house))
        assert house.happened == ["identity.password_changed"]
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == (EMAIL, "Your password was changed")

    async def test_ends_tokens_that_were_mailed(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await forget(house)
        token = token_in_mail(house)
        await change(house, actor)
        async with house.refuses(OneTimeTokenRefused):
            await house.identity.reset_password(ResetPasswordCommand(token=token, password=NEW))

    @pytest.mark.parametrize("current", ["", "wrong", OLD.upper()])
    async def test_refuses_another_than_the_current_one(self, house: SmallHouse, current: str) -> None:
        actor = await customer(house)
        async with house.refuses(WrongPassword) as refused:
            await change(house, actor, current)
        assert refused.value.details == {"currentPassword": "Wrong."}
        assert house.hasher.hashed == []

    async def test_refuses_who_has_none(self, house: SmallHouse) -> None:
        actor = await customer(house, password_hash=None)
        async with house.refuses(WrongPassword):
            await change(house, actor)
        assert house.hasher.verified == [(OLD, None)]

    async def test_compares_no_more_than_a_password_can_be_long(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(WrongPassword):
            await change(house, actor, "x" * 2_000)
        assert len(house.hasher.verified[0][0]) == LONGEST_PASSWORD + 1

    async def test_refuses_a_weak_one_by_its_name(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(WeakPassword) as refused:
            await change(house, actor, new="Password1")
        assert list(refused.value.details) == ["newPassword"]

    @pytest.mark.parametrize("meanwhile", [{"is_active": False}, {"password_hash": "1:another"}], ids=str)
    async def test_refuses_who_was_changed_meanwhile(self, house: SmallHouse, meanwhile: dict[str, Any]) -> None:
        actor = await customer(house)
        changed, _ = (await house.user(actor.user_id)).edit(at=house.clock.now(), **meanwhile)

        async def edit() -> None:
            await house.settle(changed)

        house.hasher.meanwhile = edit
        with pytest.raises(WrongPassword):
            await change(house, actor)
        assert await house.user(actor.user_id) == changed


class TestNotice:
    async def test_does_not_follow_who_was_deleted(self, house: SmallHouse) -> None:
        admin, actor = await house.person(Role.ADMIN), await customer(house)
        await change(house, actor)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=actor.user_id))
        sent = len(house.mailer.sent)
        changed = next(event for event in house.recorded if event.name == "identity.password_changed")
        [reaction] = house.reactions.to(changed.name)
        await house.reactions.run(reaction, changed)
        assert len(house.mailer.sent) == sent
