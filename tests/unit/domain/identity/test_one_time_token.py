from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.identity.one_time_token import (
    ISSUED_A_DAY,
    LIFETIMES,
    OneTimeToken,
    Purpose,
    digest_of,
    is_entitled,
    may_issue,
)
from domain.identity.user import User
from tests.support.builders import MONDAY, a_user

CAUSE = UUID(int=7)
RESET, VERIFY, MOVE = Purpose.PASSWORD_RESET, Purpose.EMAIL_VERIFICATION, Purpose.EMAIL_CHANGE


def somebody(**what_matters: Any) -> User:
    usual: dict[str, Any] = {"email": "Some.One@example.com", "password_hash": "1:old"}
    return a_user(**usual | what_matters)


def token_of(user: User, purpose: Purpose = RESET) -> OneTimeToken:
    return OneTimeToken.issue("secret", purpose, user, cause=CAUSE, at=MONDAY)[0]


class TestIssue:
    @pytest.mark.parametrize("purpose", Purpose)
    def test_keeps_a_digest_and_no_secret(self, purpose: Purpose) -> None:
        user = somebody()
        token, issued = OneTimeToken.issue("secret", purpose, user, cause=CAUSE, at=MONDAY)
        assert token.digest == digest_of("secret")
        assert (token.user_id, token.email, token.created_at) == (user.id, "some.one@example.com", MONDAY)
        assert token.expires_at == MONDAY + LIFETIMES[purpose]
        assert (issued.user_id, issued.purpose, issued.cause) == (user.id, purpose, CAUSE)
        assert "secret" not in f"{token}{issued}"

    def test_digests_are_as_long_as_the_secret_is_strong(self) -> None:
        assert len(digest_of("any")) * 8 == 256
        assert digest_of("any") != digest_of("another")


class TestSpeaksFor:
    @pytest.mark.parametrize("purpose", Purpose)
    def test_whom_it_was_issued_to_for_its_time(self, purpose: Purpose) -> None:
        user = somebody(pending_email="new@example.com")
        token = token_of(user, purpose)
        end = MONDAY + LIFETIMES[purpose]
        assert token.speaks_for(user, purpose, at=end - timedelta(microseconds=1))
        assert not token.speaks_for(user, purpose, at=end)

    def test_nothing_else_than_its_purpose(self) -> None:
        user = somebody()
        assert not token_of(user, RESET).speaks_for(user, VERIFY, at=MONDAY)
        assert not token_of(user, VERIFY).speaks_for(user, RESET, at=MONDAY)

    def test_nobody_else(self) -> None:
        user = somebody()
        assert not token_of(user).speaks_for(replace(somebody(), email=user.email), RESET, at=MONDAY)

    def test_no_other_address(self) -> None:
        user = somebody()
        assert not token_of(user).speaks_for(replace(user, email="moved@example.com"), RESET, at=MONDAY)
        assert token_of(user).speaks_for(replace(user, email="SOME.ONE@example.com"), RESET, at=MONDAY)

    def test_the_address_that_is_wanted_and_no_other(self) -> None:
        user = somebody(pending_email="New@example.com")
        token = token_of(user, MOVE)
        assert token.email == "new@example.com"
        assert token.speaks_for(replace(user, pending_email="NEW@example.com"), MOVE, at=MONDAY)
        assert not token.speaks_for(replace(user, pending_email="other@example.com"), MOVE, at=MONDAY)
        assert not token.speaks_for(replace(user, pending_email=None), MOVE, at=MONDAY)

    def test_nobody_who_was_switched_off(self) -> None:
        user = somebody()
        assert not token_of(user).speaks_for(replace(user, is_active=False), RESET, at=MONDAY)


class TestEntitled:
    @pytest.mark.parametrize(
        ("state", "purposes"),
        [
            ({}, {RESET, VERIFY}),
            ({"password_hash": None}, {VERIFY}),
            ({"email_verified_at": MONDAY}, {RESET}),
            ({"pending_email": "new@example.com"}, {RESET, VERIFY, MOVE}),
            ({"is_active": False, "pending_email": "new@example.com"}, set()),
        ],
        ids=["usual", "no password", "verified", "address pending", "suspended"],
    )
    def test_to_what(self, state: dict[str, Any], purposes: set[Purpose]) -> None:
        user = somebody(**state)
        assert {purpose for purpose in Purpose if is_entitled(user, purpose)} == purposes


class TestMayIssue:
    def test_so_many_a_day_and_again_for_the_same_cause(self) -> None:
        causes = {UUID(int=number) for number in range(ISSUED_A_DAY)}
        assert may_issue(set(list(causes)[1:]), CAUSE)
        assert not may_issue(causes, CAUSE)
        assert may_issue(causes, next(iter(causes)))
