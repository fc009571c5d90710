from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, final

import pytest

from adapters.memory.shelf import memory_shelf
from application.identity.change_password import ChangePasswordCommand
from application.identity.errors import TooManyLogins
from application.identity.log_in import LogInCommand
from application.identity.ports import FailureCounts, Place
from application.identity.reset_password import ResetPasswordCommand
from application.shared.origin import Origin, origin
from domain.identity.credentials import WrongCredentials, WrongPassword
from domain.identity.failures import Bucket, TooManyFailures
from domain.shared.access import Actor
from domain.shared.errors import Unavailable
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, NEW, OLD, customer, forget, token_in_mail

SPELLINGS = [EMAIL, EMAIL.upper(), f" {EMAIL}\n", "Customer@Example.com", "ｃustomer@example.com"]  # noqa: RUF001 - NFKC


async def log_in(house: SmallHouse, password: str = "wrong", email: str = EMAIL) -> None:
    await house.identity.log_in(LogInCommand(email=email, password=password))


async def change(house: SmallHouse, actor: Actor, current: str = "wrong") -> None:
    await house.identity.change_password(actor, ChangePasswordCommand(current_password=current, new_password=NEW))


async def fail(house: SmallHouse, times: int = 5, email: str = EMAIL) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await log_in(house, email=email)


class TestAccount:
    async def test_refuses_the_right_password_after_five_wrong_ones(self, house: SmallHouse) -> None:
        await customer(house)
        await fail(house)
        async with house.refuses(TooManyFailures) as refused:
            await log_in(house, OLD)
        assert len(house.hasher.verified) == 5
        assert (str(refused.value), refused.value.details) == ("Too many failed attempts. Try again later.", {})

    async def test_is_well_again_when_the_window_ends(self, house: SmallHouse) -> None:
        await customer(house)
        await fail(house)
        house.clock.skip(timedelta(minutes=14))
        with pytest.raises(TooManyFailures) as refused:
            await log_in(house, OLD)
        assert 1 <= getattr(refused.value, "retry_after", 0) <= 60
        house.clock.skip(timedelta(minutes=1))
        await log_in(house, OLD)

    async def test_is_one_however_its_address_is_spelled(self, house: SmallHouse) -> None:
        await customer(house)
        for spelling in SPELLINGS:
            await fail(house, 1, spelling)
        for spelling in SPELLINGS:
            with pytest.raises(TooManyFailures):
                await log_in(house, OLD, spelling)

    async def test_is_one_at_all_doors(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await fail(house, 3)
        for _ in range(2):
            with pytest.raises(WrongPassword):
                await change(house, actor)
        with pytest.raises(TooManyFailures):
            await change(house, actor, OLD)
        with pytest.raises(TooManyFailures):
            await log_in(house, OLD)

    async def test_of_nobody_is_refused_alike(self, house: SmallHouse) -> None:
        await customer(house)
        told = []
        for email in (EMAIL, "nobody@example.com"):
            await fail(house, email=email)
            with pytest.raises(TooManyFailures) as refused:
                await log_in(house, OLD, email)
            told.append((str(refused.value), refused.value.details))
        assert told[0] == told[1]

    async def test_of_another_is_left_alone(self, house: SmallHouse) -> None:
        await customer(house)
        await customer(house, email="other@example.com")
        await fail(house)
        await log_in(house, OLD, "other@example.com")

    async def test_does_not_count_who_is_right(self, house: SmallHouse) -> None:
        await customer(house)
        for _ in range(8):
            await log_in(house, OLD)
        await fail(house, 4)
        await log_in(house, OLD)
        await fail(house, 1)
        with pytest.raises(TooManyFailures):
            await log_in(house, OLD)

    async def test_does_not_count_what_was_never_tried(self, house: SmallHouse) -> None:
        await customer(house)

        async def refuse() -> None:
            raise TooManyLogins("Too many.", retry_after=2)

        house.hasher.meanwhile = refuse
        for _ in range(8):
            with pytest.raises(TooManyLogins):
                await log_in(house, OLD)
        house.hasher.meanwhile = None
        await log_in(house, OLD)

    async def test_is_well_again_for_who_reads_its_mail(self, house: SmallHouse) -> None:
        await customer(house)
        await forget(house)
        await fail(house)
        await house.identity.reset_password(ResetPasswordCommand(token=token_in_mail(house), password=NEW))
        await log_in(house, NEW)


class TestCaller:
    @pytest.fixture(autouse=True)
    def somewhere(self) -> Any:
        cause = origin.set(Origin(ip="203.0.113.7"))
        yield
        origin.reset(cause)

    async def test_may_get_a_hundred_wrong_whoever_they_try_to_be(self, house: SmallHouse) -> None:
        await customer(house)
        house.clock.step = timedelta(0)
        for number in range(100):
            await fail(house, 1, f"{number}@example.com")
        with pytest.raises(TooManyFailures):
            await log_in(house, OLD)
        elsewhere = origin.set(Origin(ip="203.0.113.8"))
        await log_in(house, OLD)
        origin.reset(elsewhere)
        house.clock.skip(timedelta(minutes=5))
        await log_in(house, OLD)

    async def test_does_no_harm_to_an_account_once_refused(self, house: SmallHouse) -> None:
        await customer(house)
        house.clock.step = timedelta(0)
        for number in range(100):
            await fail(house, 1, f"{number}@example.com")
        for _ in range(8):
            with pytest.raises(TooManyFailures):
                await log_in(house)
        elsewhere = origin.set(Origin(ip="203.0.113.8"))
        await log_in(house, OLD)
        origin.reset(elsewhere)

    async def test_may_ask_for_a_hundred_mails(self, house: SmallHouse) -> None:
        await customer(house)
        house.clock.step = timedelta(0)
        for _ in range(100):
            await forget(house, "nobody@example.com")
        for email in (EMAIL, "nobody@example.com"):
            async with house.refuses(TooManyFailures):
                await forget(house, email)
        await log_in(house, OLD)


@final
class Uncounted(FailureCounts):
    """Nobody can count any more, from the `taken`th place on."""

    def __init__(self, taken: int = 0) -> None:
        self._left = taken

    async def take(self, buckets: Sequence[Bucket], *, at: datetime) -> Sequence[Place]:
        if not self._left and buckets:
            raise Unavailable("The database is not there.")
        self._left -= len(buckets)
        return [Place(bucket, at, is_ours=True) for bucket in buckets]

    async def give_back(self, places: Sequence[Place]) -> None:  # noqa: ARG002 - of no help
        raise Unavailable("The database is not there.")

    async def clear(self, bucket: Bucket) -> None:  # noqa: ARG002 - of no help
        raise Unavailable("The database is not there.")


def house_without_counts(taken: int = 0) -> SmallHouse:
    return SmallHouse(storage=lambda **given: replace(memory_shelf(**given), failures=Uncounted(taken)))


class TestNobodyWhoCounts:
    async def test_lets_nobody_try(self) -> None:
        house = house_without_counts()
        actor = await customer(house)
        for attempt in (log_in(house, OLD), change(house, actor, OLD)):
            with pytest.raises(Unavailable):
                await attempt
        assert house.hasher.verified == []

    async def test_takes_nothing_from_who_was_right(self) -> None:
        house = house_without_counts(taken=1)
        await customer(house)
        await log_in(house, OLD)
        assert house.happened == ["identity.user_logged_in", "identity.session_started"]

    async def test_leaves_a_token_for_another_time(self) -> None:
        house = house_without_counts()
        await customer(house)
        await forget(house)
        async with house.refuses(Unavailable):
            await house.identity.reset_password(ResetPasswordCommand(token=token_in_mail(house), password=NEW))
