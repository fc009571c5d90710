import pytest

from application.identity.offer_password_reset import OfferPasswordResetCommand, PasswordResetNotPossible
from domain.identity.user import UserNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, customer


async def offer(house: SmallHouse, by: Actor, to: Actor) -> None:
    await house.identity.offer_password_reset(by, OfferPasswordResetCommand(user_id=to.user_id))


class TestOfferPasswordReset:
    async def test_mails_a_token(self, house: SmallHouse) -> None:
        await offer(house, Actor.house(), await customer(house))
        [mail] = house.mailer.sent
        assert (mail.to, "#token=" in mail.text) == (EMAIL, True)

    async def test_says_when_nothing_can_come_of_it(self, house: SmallHouse) -> None:
        passwordless = await customer(house, password_hash=None)
        suspended = await customer(house, email="other@example.com", is_active=False)
        for person in (passwordless, suspended):
            async with house.refuses(PasswordResetNotPossible):
                await offer(house, Actor.house(), person)

    async def test_says_when_there_were_too_many(self, house: SmallHouse) -> None:
        person = await customer(house)
        for _ in range(5):
            await offer(house, Actor.house(), person)
        async with house.refuses(PasswordResetNotPossible):
            await offer(house, Actor.house(), person)

    async def test_is_for_who_manages_accounts(self, house: SmallHouse) -> None:
        person, manager = await customer(house), await house.person(Role.MANAGER)
        async with house.refuses(Forbidden):
            await offer(house, manager, person)


class TestFindUser:
    @pytest.mark.parametrize("spelled", [EMAIL, EMAIL.upper(), f" {EMAIL} "])
    async def test_knows_an_address_in_any_spelling(self, house: SmallHouse, spelled: str) -> None:
        person = await customer(house)
        assert await house.identity.find_user(Actor.house(), spelled) == person.user_id

    async def test_names_an_address_that_nobody_has(self, house: SmallHouse) -> None:
        async with house.refuses(UserNotFound) as refused:
            await house.identity.find_user(Actor.house(), "nobody@example.com")
        assert "nobody@example.com" in refused.value.message

    async def test_is_for_who_manages_accounts(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(Forbidden):
            await house.identity.find_user(manager, EMAIL)
