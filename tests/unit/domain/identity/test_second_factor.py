import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.second_factor import (
    DRIFT,
    ENROLMENT,
    NothingToConfirm,
    SecondFactor,
    SecondFactorPolicy,
    canonical_code,
    is_time_code,
    new_recovery_code,
    new_totp_secret,
)
from domain.shared.access import Role
from domain.shared.ids import UserId
from tests.support.builders import MONDAY

NOW = int(MONDAY.timestamp()) // 30
MINE = SecondFactor(user_id=UserId(uuid4()), sealed_secret="sealed")


def code_at(step: int) -> str:
    """Codes that can be read: no two steps near each other have the same."""
    return f"{step % 1_000_000:06}"


def in_steps(steps: int) -> datetime:
    return MONDAY + timedelta(seconds=30 * steps)


class TestAccept:
    @given(ahead=st.integers(-50, 50), seconds=st.floats(0, 29.99))
    def test_takes_what_the_app_shows_one_step_early_or_late(self, ahead: int, seconds: float) -> None:
        taken = MINE.accept(code_at(NOW + ahead), code_at, at=MONDAY + timedelta(seconds=seconds))
        assert taken == (replace(MINE, last_step=NOW + ahead) if abs(ahead) <= DRIFT else None)

    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 2)), max_size=30))
    def test_takes_each_step_once_and_none_from_before(self, tries: list[tuple[int, int]]) -> None:
        """Time goes on by so many steps, and then the code of so many steps ahead is shown."""
        factor, now, taken = MINE, NOW, [0]
        for passed, ahead in tries:
            now += passed
            fits = abs(ahead) <= DRIFT and now + ahead > taken[-1]
            accepted = factor.accept(code_at(now + ahead), code_at, at=in_steps(now - NOW))
            assert (accepted is not None) == fits
            if accepted:
                taken.append(now + ahead)
                factor = accepted
        assert taken == sorted(set(taken))

    def test_takes_a_code_that_two_steps_share_once(self) -> None:
        taken = MINE.accept("123456", lambda _: "123456", at=MONDAY)
        assert taken is not None
        assert taken.accept("123456", lambda step: "123456" if step <= NOW + 1 else "", at=in_steps(1)) is None


class TestOffer:
    def test_waits_beside_what_is_in_use(self) -> None:
        offered = MINE.offer("another", at=MONDAY)
        assert offered.open_offer(at=MONDAY) == "another"
        assert offered.accept(code_at(NOW), code_at, at=MONDAY) is not None

    def test_takes_its_place_with_the_first_code_even_of_a_step_that_was_used(self) -> None:
        used = replace(MINE, last_step=NOW + 1)
        confirmed = used.offer("another", at=MONDAY).confirm(code_at(NOW), code_at, at=MONDAY)
        assert confirmed == replace(MINE, sealed_secret="another", last_step=NOW)

    def test_stays_with_a_wrong_code(self) -> None:
        assert MINE.offer("another", at=MONDAY).confirm("000000", code_at, at=MONDAY) is None

    def test_is_overtaken_by_the_next(self) -> None:
        assert MINE.offer("one", at=MONDAY).offer("two", at=MONDAY).open_offer(at=MONDAY) == "two"

    def test_ends(self) -> None:
        offered = MINE.offer("another", at=MONDAY)
        assert offered.open_offer(at=MONDAY + ENROLMENT - timedelta(seconds=1)) == "another"
        with pytest.raises(NothingToConfirm):
            offered.open_offer(at=MONDAY + ENROLMENT)

    def test_is_not_there_before_it_is_made(self) -> None:
        with pytest.raises(NothingToConfirm):
            MINE.open_offer(at=MONDAY)


class TestCodes:
    @pytest.mark.parametrize("typed", ["123456", " 123 456\n", "123-456"])
    def test_of_apps_are_six_digits(self, typed: str) -> None:
        assert is_time_code(canonical_code(typed))

    @pytest.mark.parametrize(
        "typed",
        ["", "12345", "1234567", "12345a", "\u0661\u0662\u0663\u0664\u0665\u0666", "\u066123456", "\udc00", "½23456"],
    )
    def test_of_apps_are_nothing_else(self, typed: str) -> None:
        assert not is_time_code(canonical_code(typed))

    def test_for_recovery_hold_120_bits_and_no_letter_that_is_mistaken_for_another(self) -> None:
        assert re.fullmatch("[A-Z2-7]{4}(-[A-Z2-7]{4}){5}", new_recovery_code("secret"))
        assert new_recovery_code("secret") != new_recovery_code("another")

    def test_for_recovery_are_known_however_they_are_typed(self) -> None:
        code = new_recovery_code("secret")
        assert canonical_code(code.lower().replace("-", " ")) == canonical_code(code)

    def test_are_made_from_160_bits(self) -> None:
        assert re.fullmatch("[A-Z2-7]{32}", new_totp_secret("secret"))


class TestPolicy:
    def test_asks_the_roles_it_names(self) -> None:
        policy = SecondFactorPolicy(frozenset({Role.ADMIN}))
        assert [role for role in Role if policy.asks(role)] == [Role.ADMIN]
        assert not any(map(SecondFactorPolicy().asks, Role))
