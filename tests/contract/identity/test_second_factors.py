import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.fernet.seal import FernetSeal
from application.identity.attempts import Attempts
from application.identity.check_code import CheckCode
from application.identity.confirm_second_factor import ConfirmSecondFactor, ConfirmSecondFactorCommand
from application.identity.log_in import LogIn, LogInCommand
from application.identity.queries import SecondFactorCard
from application.identity.recovery_codes import RecoveryCodes
from application.identity.start_session import StartSession
from application.identity.token_pairs import TokenPairs
from application.identity.totp_secrets import TotpSecrets
from application.shared.ports import Ids
from application.shelf import Shelf
from domain.identity.failures import FailureLimits
from domain.identity.one_time_token import digest_of
from domain.identity.second_factor import SecondFactor, canonical_code, new_recovery_code, new_totp_secret
from domain.identity.session import SessionPolicy
from domain.identity.user import User
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, a_user, acting, first_session
from tests.support.doubles import (
    NumberedSecrets,
    PlainPasswordHasher,
    ReadableRefreshTokens,
    ReadableTokens,
    SteppingClock,
)
from tests.support.second_factor import CODES, App
from tests.support.shelves import GivingWay, stock

PASSWORD = "Long enough 1"
CLOCK = SteppingClock(step=timedelta(0))
MANY = FailureLimits(of_account=1_000)
SECRETS = TotpSecrets(FernetSeal(secret="for tests " * 4, clock=CLOCK), CODES)
APP = App(new_totp_secret("an app"))
RECOVERY_CODE = new_recovery_code("paper")


async def somebody(shelf: Shelf) -> User:
    user = a_user(password_hash=f"1:{PASSWORD}")
    await stock(shelf, user, first_session(user))
    return user


async def protected(shelf: Shelf) -> User:
    """With an app and one recovery code, none of which was used."""
    user, _ = (await somebody(shelf)).enable_second_factor(at=MONDAY)
    await keep(shelf, SecondFactor(user_id=user.id, sealed_secret=SECRETS.close(APP.secret, user.id)))
    await renew(shelf, user, digest_of(canonical_code(RECOVERY_CODE)))
    async with shelf.identity_work() as work:
        await work.users.get(user.id)
        await work.users.save(user)
    return user


async def keep(shelf: Shelf, factor: SecondFactor) -> None:
    async with shelf.identity_work() as work:
        await work.second_factors.find(factor.user_id)
        await work.second_factors.save(factor)


async def renew(shelf: Shelf, user: User, *digests: bytes) -> None:
    async with shelf.identity_work() as work:
        await work.second_factors.renew_recovery_codes(user.id, digests)


async def kept(shelf: Shelf, user_id: UserId) -> SecondFactor | None:
    async with shelf.identity_work() as work:
        return await work.second_factors.find(user_id)


async def left(shelf: Shelf, user: User) -> int:
    async with shelf.identity_work() as work:
        return await work.second_factors.recovery_codes_left(user.id)


async def claim(shelf: Shelf, user: User, digest: bytes) -> bool:
    async with shelf.identity_work() as work:
        return await work.second_factors.claim_recovery_code(user.id, digest)


class TestFactor:
    async def test_comes_back_as_it_was_through_all_changes(self, shelf: Shelf) -> None:
        user = await somebody(shelf)
        assert await kept(shelf, user.id) is None
        factor = SecondFactor(user_id=user.id)
        offered = factor.offer("an offer", at=MONDAY)
        for state in (offered, replace(offered, sealed_secret="a secret", last_step=2**40), factor):
            await keep(shelf, state)
            assert await kept(shelf, user.id) == state

    async def test_goes_with_its_recovery_codes_and_can_come_again(self, shelf: Shelf) -> None:
        user, other = await protected(shelf), await somebody(shelf)
        await keep(shelf, SecondFactor(user_id=other.id))
        await renew(shelf, other, b"theirs")
        async with shelf.identity_work() as work:
            await work.second_factors.find(user.id)
            await work.second_factors.remove(user.id)
            await work.second_factors.save(SecondFactor(user_id=user.id))
            await work.second_factors.remove(user.id)
            await work.second_factors.remove(user.id)
        assert (await kept(shelf, user.id), await left(shelf, user)) == (None, 0)
        assert (await kept(shelf, other.id), await left(shelf, other)) == (SecondFactor(user_id=other.id), 1)

    async def test_is_as_before_when_the_work_fails(self, shelf: Shelf) -> None:
        user = await protected(shelf)
        before = await kept(shelf, user.id)
        with pytest.raises(ZeroDivisionError):
            await _remove_and_fail(shelf, user)
        assert (await kept(shelf, user.id), await left(shelf, user)) == (before, 1)


class TestRecoveryCodes:
    async def test_are_claimed_once_and_by_their_owner(self, shelf: Shelf) -> None:
        user, other = await somebody(shelf), await somebody(shelf)
        await renew(shelf, user, b"one", b"two")
        assert not await claim(shelf, other, b"one")
        assert not await claim(shelf, user, b"three")
        assert await claim(shelf, user, b"one")
        assert not await claim(shelf, user, b"one")
        assert await left(shelf, user) == 1

    async def test_give_way_to_new_ones(self, shelf: Shelf) -> None:
        user, other = await somebody(shelf), await somebody(shelf)
        await renew(shelf, other, b"theirs")
        await renew(shelf, user, b"one", b"two")
        await renew(shelf, user, b"three")
        assert not await claim(shelf, user, b"one")
        assert await claim(shelf, user, b"three")
        assert (await left(shelf, user), await left(shelf, other)) == (0, 1)


class TestCard:
    async def test_says_since_when_and_how_many_are_left(self, shelf: Shelf) -> None:
        user, other = await protected(shelf), await somebody(shelf)
        assert await shelf.second_factors.card(acting(user)) == SecondFactorCard(MONDAY, 1)
        assert await shelf.second_factors.card(acting(other)) == SecondFactorCard(None, 0)

    async def test_is_known_to_authentication(self, shelf: Shelf) -> None:
        user, other = await protected(shelf), await somebody(shelf)
        states = [await shelf.accounts.of(first_session(one).id) for one in (user, other)]
        assert [state.has_second_factor for state in states if state] == [True, False]


class TestAtOnce:
    """Whoever reads over a shoulder is as quick as whoever types."""

    @pytest.mark.parametrize("means", ["app", "paper"])
    async def test_fifty_logins_with_one_code_let_one_in(self, shelf: Shelf, ids: Ids, means: str) -> None:
        user = await protected(shelf)
        command = LogInCommand(
            email=user.email, password=PASSWORD, code=APP.code(CLOCK.time) if means == "app" else RECOVERY_CODE
        )
        tokens = TokenPairs(access=ReadableTokens(), refresh=ReadableRefreshTokens())
        log_in = LogIn(
            uow=GivingWay(shelf.identity_work),
            hasher=PlainPasswordHasher(),
            attempts=Attempts(shelf.failures, CLOCK, MANY),
            check_code=CheckCode(CLOCK, SECRETS),
            start_session=StartSession(CLOCK, ids, SessionPolicy(), tokens),
        )
        outcomes = await asyncio.gather(*(log_in(command) for _ in range(50)), return_exceptions=True)
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {"LoggedIn": 1, "SecondFactorRefused": 49}

    async def test_twenty_confirmations_confirm_once(self, shelf: Shelf) -> None:
        user = await somebody(shelf)
        offered = SecondFactor(user_id=user.id).offer(SECRETS.close(APP.secret, user.id), at=CLOCK.time)
        await keep(shelf, offered)
        confirm = ConfirmSecondFactor(
            GivingWay(shelf.identity_work),
            CLOCK,
            Attempts(shelf.failures, CLOCK, MANY),
            SECRETS,
            RecoveryCodes(NumberedSecrets()),
        )
        command = ConfirmSecondFactorCommand(code=APP.code(CLOCK.time))
        outcomes = await asyncio.gather(*(confirm(acting(user), command) for _ in range(20)), return_exceptions=True)
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {
            "RecoveryCodesCard": 1,
            "NothingToConfirm": 19,
        }
        assert await left(shelf, user) == 10


async def _remove_and_fail(shelf: Shelf, user: User) -> None:
    async with shelf.identity_work() as work:
        await work.second_factors.remove(user.id)
        raise ZeroDivisionError
