from datetime import timedelta
from typing import Final

import pytest

from domain.identity.failures import FailureLimits, TooManyFailures
from tests.support.builders import MONDAY

LIMITS: Final = FailureLimits()


def keys(*addresses: str | None, purpose: str = "login") -> list[list[bytes]]:
    return [[bucket.key for bucket in LIMITS.caller(ip, purpose=purpose)] for ip in addresses]


class TestLimits:
    def test_are_five_for_an_account_and_a_hundred_for_a_caller(self) -> None:
        account, [caller] = LIMITS.account("customer@example.com"), LIMITS.caller("203.0.113.7", purpose="login")
        assert (account.places, account.window) == (5, timedelta(minutes=15))
        assert (caller.places, caller.window) == (100, timedelta(minutes=5))

    def test_tell_accounts_callers_and_purposes_apart(self) -> None:
        buckets = [LIMITS.account("203.0.113.7"), LIMITS.account("customer@example.com")]
        found = {bucket.key for bucket in buckets}
        for ip, purpose in (("203.0.113.7", "login"), ("203.0.113.7", "mail"), ("203.0.113.8", "login")):
            found |= set(*keys(ip, purpose=purpose))
        assert len(found) == 5

    def test_say_nothing_of_whose_they_are(self) -> None:
        assert b"customer" not in LIMITS.account("customer@example.com").key
        assert len(LIMITS.account("\ud800" * 2_000).key) == 32

    def test_have_no_caller_without_a_network(self) -> None:
        assert LIMITS.caller(None, purpose="login") == ()

    @pytest.mark.parametrize(
        ("one", "other", "are_same"),
        [
            ("2001:db8::1", "2001:db8:0:0:ffff::2", True),
            ("2001:db8::1", "2001:db8:0:1::1", False),
            ("::ffff:203.0.113.7", "203.0.113.7", True),
            ("203.0.113.7", "203.0.113.8", False),
            ("a socket", "a socket", True),
            ("a socket", "another", False),
        ],
    )
    def test_take_a_network_that_one_caller_has_for_one(self, one: str, other: str, *, are_same: bool) -> None:
        first, second = keys(one, other)
        assert (first == second) is are_same


class TestTooManyFailures:
    @pytest.mark.parametrize(("left", "seconds"), [(900.0, 900), (0.2, 1), (1.1, 2), (0.0, 1)])
    def test_says_when_the_window_ends(self, left: float, seconds: int) -> None:
        refusal = TooManyFailures.until(MONDAY + timedelta(seconds=left), at=MONDAY)
        assert refusal.retry_after == seconds
