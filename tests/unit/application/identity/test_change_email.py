from datetime import timedelta
from typing import Any

import pytest

from application.identity.confirm_email_change import ConfirmEmailChangeCommand
from application.identity.delete_user import DeleteUserCommand
from application.identity.edit_user import EditUserCommand
from application.identity.errors import MalformedEmail
from application.identity.request_email_change import RequestEmailChangeCommand
from domain.identity.credentials import WrongPassword
from domain.identity.events import EmailChangeRequested
from domain.identity.one_time_token import ISSUED_A_DAY, OneTimeTokenRefused
from domain.identity.user import EmailTaken
from domain.shared.access import Actor, Role
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, NEW, OLD, customer, forget, token_in_mail

WANTED = "new@example.com"


async def request(house: SmallHouse, actor: Actor, email: str = WANTED, password: str = OLD) -> str:
    """The token that was mailed."""
    await house.identity.request_email_change(actor, RequestEmailChangeCommand(email=email, current_password=password))
    house.mailer.sent[-2:] = house.mailer.sent[-2:][::-1]
    return token_in_mail(house)


async def confirm(house: SmallHouse, token: str) -> None:
    await house.identity.confirm_email_change(ConfirmEmailChangeCommand(token=token))


class TestRequest:
    async def test_mails_a_token_to_the_new_address_and_a_notice_to_the_old(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await request(house, actor)
        notice, mail = house.mailer.sent
        assert (notice.to, notice.subject) == (EMAIL, "Your address is to be changed")
        assert WANTED in notice.text
        assert house.secrets.made[0] not in notice.text
        assert (mail.to, mail.subject) == (WANTED, "Confirm your new address")
        assert f"/confirm-email#token={house.secrets.made[0]}" in mail.text

    async def test_changes_nothing_that_counts_and_records_no_address(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await request(house, actor)
        user = await house.user(actor.user_id)
        assert (user.email, user.pending_email, user.access_version) == (EMAIL, WANTED, 1)
        assert WANTED not in str([await house.record(), house.recorded])

    async def test_asks_for_the_current_password(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(WrongPassword) as refused:
            await request(house, actor, password=NEW)
        assert list(refused.value.details) == ["currentPassword"]

    async def test_is_not_for_those_without_a_password(self, house: SmallHouse) -> None:
        actor = await house.person(Role.CUSTOMER)
        async with house.refuses(WrongPassword):
            await request(house, actor)

    async def test_is_told_to_nobody_when_the_address_is_not_wanted_any_more(self, house: SmallHouse) -> None:
        actor = await customer(house)
        event = EmailChangeRequested(user_id=actor.user_id, at=house.clock.now())
        async with house.shelf.identity_work() as work:
            await work.users.note(event)
        assert house.mailer.sent == []

    async def test_refuses_what_is_no_address(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(MalformedEmail):
            await request(house, actor, email="nobody")

    async def test_does_not_tell_that_another_has_the_address(self, house: SmallHouse) -> None:
        actor, _ = await customer(house), await house.person(Role.CUSTOMER, email=WANTED)
        token = await request(house, actor)
        async with house.refuses(EmailTaken):
            await confirm(house, token)

    async def test_mails_no_more_tokens_than_a_day_allows(self, house: SmallHouse) -> None:
        actor = await customer(house)
        for number in range(ISSUED_A_DAY + 2):
            await request(house, actor, email=f"{number}@example.com")
        assert len(house.secrets.made) == ISSUED_A_DAY

    @pytest.mark.parametrize("changes", [{"password": NEW}, {"is_active": False}], ids=str)
    async def test_is_refused_when_the_account_changed_meanwhile(
        self, house: SmallHouse, changes: dict[str, Any]
    ) -> None:
        admin, actor = await house.person(Role.ADMIN), await customer(house)
        verify = house.hasher.verify

        async def slowly(password: str, password_hash: str | None) -> bool:
            await house.identity.edit_user(admin, EditUserCommand(user_id=actor.user_id, **changes))
            return await verify(password, password_hash)

        house.hasher.verify = slowly  # type: ignore[method-assign] # something happens while it takes its time
        with pytest.raises(WrongPassword):
            await request(house, actor)
        assert (await house.user(actor.user_id)).pending_email is None


class TestConfirm:
    async def test_makes_the_address_theirs_and_ends_all_that_was_given_out(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await forget(house)
        reset = token_in_mail(house)
        await confirm(house, await request(house, actor))
        user = await house.user(actor.user_id)
        assert (user.email, user.pending_email, user.access_version) == (WANTED, None, 2)
        assert user.email_verified_at == user.updated_at
        assert house.happened[-1] == "identity.email_changed"
        async with house.refuses(OneTimeTokenRefused):
            await confirm(house, reset)

    async def test_takes_a_token_once(self, house: SmallHouse) -> None:
        actor = await customer(house)
        token = await request(house, actor)
        await confirm(house, token)
        async with house.refuses(OneTimeTokenRefused):
            await confirm(house, token)

    async def test_refuses_what_nobody_was_sent_and_what_is_too_old(self, house: SmallHouse) -> None:
        token = await request(house, await customer(house))
        async with house.refuses(OneTimeTokenRefused):
            await confirm(house, "made up")
        house.clock.skip(timedelta(minutes=30))
        async with house.refuses(OneTimeTokenRefused):
            await confirm(house, token)

    async def test_is_for_the_address_that_was_asked_for_last(self, house: SmallHouse) -> None:
        actor = await customer(house)
        first, second = await request(house, actor), await request(house, actor, email="another@example.com")
        async with house.refuses(OneTimeTokenRefused):
            await confirm(house, first)
        await confirm(house, second)
        assert (await house.user(actor.user_id)).email == "another@example.com"

    async def test_is_over_when_the_person_was_deleted(self, house: SmallHouse) -> None:
        admin, actor = await house.person(Role.ADMIN), await customer(house)
        token = await request(house, actor)
        await house.identity.delete_user(admin, DeleteUserCommand(user_id=actor.user_id))
        async with house.refuses(OneTimeTokenRefused):
            await confirm(house, token)
