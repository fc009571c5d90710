import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.identity.attempts import Attempts
from application.identity.confirm_email_change import ConfirmEmailChange, ConfirmEmailChangeCommand
from application.identity.issue_token import IssueToken
from application.identity.reset_password import ResetPassword, ResetPasswordCommand
from application.identity.verify_email import VerifyEmail, VerifyEmailCommand
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.identity.credentials import PasswordPolicy
from domain.identity.events import PasswordResetRequested
from domain.identity.failures import FailureLimits
from domain.identity.one_time_token import A_DAY, ISSUED_A_DAY, OneTimeToken, Purpose, digest_of
from domain.identity.user import User
from tests.support.builders import MONDAY, a_user
from tests.support.doubles import FewCommonPasswords, NumberedSecrets, PlainPasswordHasher
from tests.support.shelves import GivingWay, stock

RESET, VERIFY = Purpose.PASSWORD_RESET, Purpose.EMAIL_VERIFICATION


async def somebody(shelf: Shelf) -> User:
    user = a_user(password_hash="1:old")
    await stock(shelf, user)
    return user


async def issue(
    shelf: Shelf, user: User, secret: str = "secret", purpose: Purpose = RESET, **what_matters: Any
) -> OneTimeToken:
    usual: dict[str, Any] = {"cause": uuid4(), "at": MONDAY}
    token, issued = OneTimeToken.issue(secret, purpose, user, **usual | what_matters)
    async with shelf.identity_work() as work:
        await work.one_time_tokens.add(token, issued)
    return token


async def find(shelf: Shelf, secret: str = "secret") -> OneTimeToken | None:
    async with shelf.identity_work() as work:
        return await work.one_time_tokens.find(digest_of(secret))


class TestToken:
    @pytest.mark.parametrize("purpose", Purpose)
    async def test_comes_back_as_it_was(self, shelf: Shelf, purpose: Purpose) -> None:
        token = await issue(shelf, await somebody(shelf), purpose=purpose)
        assert await find(shelf) == token
        assert await find(shelf, "another") is None

    async def test_is_claimed_once(self, shelf: Shelf) -> None:
        token = await issue(shelf, await somebody(shelf))
        async with shelf.identity_work() as work:
            assert await work.one_time_tokens.claim(token.digest)
        async with shelf.identity_work() as work:
            assert not await work.one_time_tokens.claim(token.digest)
        assert await find(shelf) is None

    async def test_is_there_again_when_what_it_was_for_fails(self, shelf: Shelf) -> None:
        token = await issue(shelf, await somebody(shelf))
        with pytest.raises(ZeroDivisionError):
            await _claim_and_fail(shelf, token)
        assert await find(shelf) == token

    async def test_goes_with_all_of_its_user_and_with_nobody_elses(self, shelf: Shelf) -> None:
        user, other = await somebody(shelf), await somebody(shelf)
        await issue(shelf, user, "one")
        await issue(shelf, user, "two", VERIFY)
        theirs = await issue(shelf, other, "three")
        async with shelf.identity_work() as work:
            await work.one_time_tokens.remove_all_of(user.id)
        assert [await find(shelf, secret) for secret in ("one", "two", "three")] == [None, None, theirs]

    async def test_makes_way_when_it_has_expired(self, shelf: Shelf) -> None:
        user = await somebody(shelf)
        old, young = await issue(shelf, user, "old"), await issue(shelf, user, "young", VERIFY)
        await issue(shelf, user, "new", at=old.expires_at)
        assert (await find(shelf, "old"), await find(shelf, "young")) == (None, young)


class TestCauses:
    async def test_are_those_of_a_user_a_purpose_and_a_time(self, shelf: Shelf) -> None:
        user, other = await somebody(shelf), await somebody(shelf)
        wanted, used = uuid4(), uuid4()
        await issue(shelf, user, "wanted", cause=wanted, at=MONDAY + timedelta(microseconds=1))
        await issue(shelf, user, "used", cause=used, at=MONDAY + timedelta(hours=1))
        await issue(shelf, user, "too early", at=MONDAY)
        await issue(shelf, user, "another purpose", VERIFY, at=MONDAY + timedelta(hours=1))
        await issue(shelf, other, "somebody else's", at=MONDAY + timedelta(hours=1))
        async with shelf.identity_work() as work:
            await work.one_time_tokens.claim(digest_of("used"))
            causes = await work.one_time_tokens.causes(user.id, RESET, since=MONDAY)
        assert set(causes) == {wanted, used}

    async def test_are_of_the_type_that_they_have_in_the_house(self, shelf: Shelf) -> None:
        user = await somebody(shelf)
        await issue(shelf, user, at=MONDAY + timedelta(hours=1))
        async with shelf.identity_work() as work:
            causes = await work.one_time_tokens.causes(user.id, RESET, since=MONDAY)
        assert [type(cause) for cause in causes] == [UUID]


class TestNote:
    async def test_is_recorded_without_a_change(self, shelf: Shelf, clock: Clock) -> None:
        user = await somebody(shelf)
        async with shelf.identity_work() as work:
            await work.users.note(PasswordResetRequested(user_id=user.id, at=clock.now()))
        async with shelf.identity_work() as work:
            assert await work.users.get(user.id) == user


class TestAtOnce:
    async def test_fifty_resets_with_one_token_change_the_password_once(self, shelf: Shelf, clock: Clock) -> None:
        user = await somebody(shelf)
        await issue(shelf, user)
        reset = ResetPassword(
            uow=GivingWay(shelf.identity_work),
            clock=clock,
            hasher=PlainPasswordHasher(),
            attempts=Attempts(shelf.failures, clock, FailureLimits()),
            policy=PasswordPolicy(),
            common_passwords=FewCommonPasswords(),
        )
        commands = [ResetPasswordCommand(token="secret", password=f"Long enough {number}") for number in range(50)]
        outcomes = await asyncio.gather(*map(reset, commands), return_exceptions=True)
        became = [type(outcome).__name__ for outcome in outcomes]
        assert Counter(became) == {"NoneType": 1, "OneTimeTokenRefused": 49}
        winner = became.index("NoneType")
        async with shelf.identity_work() as work:
            changed = await work.users.get(user.id)
        assert (changed.password_hash, changed.version) == (f"1:Long enough {winner}", user.version + 1)

    async def test_fifty_verifications_with_one_token_verify_once(self, shelf: Shelf, clock: Clock) -> None:
        user = await somebody(shelf)
        await issue(shelf, user, purpose=VERIFY)
        verify = VerifyEmail(GivingWay(shelf.identity_work), clock)
        outcomes = await asyncio.gather(
            *(verify(VerifyEmailCommand(token="secret")) for _ in range(50)), return_exceptions=True
        )
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {"NoneType": 1, "OneTimeTokenRefused": 49}
        async with shelf.identity_work() as work:
            assert (await work.users.get(user.id)).version == user.version + 1

    async def test_fifty_confirmations_with_one_token_move_once(self, shelf: Shelf, clock: Clock) -> None:
        user = a_user(pending_email="new@example.com")
        await stock(shelf, user)
        await issue(shelf, user, purpose=Purpose.EMAIL_CHANGE)
        confirm = ConfirmEmailChange(GivingWay(shelf.identity_work), clock)
        outcomes = await asyncio.gather(
            *(confirm(ConfirmEmailChangeCommand(token="secret")) for _ in range(50)), return_exceptions=True
        )
        assert Counter(type(outcome).__name__ for outcome in outcomes) == {"NoneType": 1, "OneTimeTokenRefused": 49}
        async with shelf.identity_work() as work:
            moved = await work.users.get(user.id)
        assert (moved.email, moved.version) == ("new@example.com", user.version + 1)

    async def test_twenty_requests_issue_no_more_than_a_day_allows(self, shelf: Shelf, clock: Clock) -> None:
        user = await somebody(shelf)
        issuing = IssueToken(GivingWay(shelf.identity_work), clock, NumberedSecrets())
        outcomes = await asyncio.gather(*(issuing(RESET, user.id, cause=uuid4()) for _ in range(20)))
        assert sum(outcome is not None for outcome in outcomes) == ISSUED_A_DAY
        async with shelf.identity_work() as work:
            causes = await work.one_time_tokens.causes(user.id, RESET, since=clock.now() - A_DAY)
        assert len(causes) == ISSUED_A_DAY


async def _claim_and_fail(shelf: Shelf, token: OneTimeToken) -> None:
    async with shelf.identity_work() as work:
        await work.one_time_tokens.claim(token.digest)
        raise ZeroDivisionError
