import asyncio
from datetime import timedelta
from typing import Final

import pytest

from adapters.postgres.pool import Pool
from application.shelf import Shelf
from domain.identity.failures import Bucket
from tests.support.builders import MONDAY

WINDOW: Final = timedelta(minutes=15)
ACCOUNT: Final = Bucket(b"account", 5, WINDOW)
OTHER: Final = Bucket(b"other", 5, WINDOW)
CALLER: Final = Bucket(b"caller", 100, timedelta(minutes=5))


async def take(shelf: Shelf, *buckets: Bucket, after: timedelta = timedelta(0)) -> list[bool]:
    return [place.is_ours for place in await shelf.failures.take(buckets or (ACCOUNT,), at=MONDAY + after)]


async def fill(shelf: Shelf, bucket: Bucket = ACCOUNT) -> None:
    for _ in range(bucket.places):
        assert await take(shelf, bucket) == [True]


class TestTake:
    async def test_admits_as_many_as_there_are_places(self, shelf: Shelf) -> None:
        assert [await take(shelf) for _ in range(8)] == [[True]] * 5 + [[False]] * 3
        assert await take(shelf, OTHER) == [True]

    async def test_says_when_the_window_ends_which_began_with_the_first(self, shelf: Shelf) -> None:
        for minutes in range(8):
            [place] = await shelf.failures.take([ACCOUNT], at=MONDAY + timedelta(minutes=minutes))
            assert (place.bucket, place.until) == (ACCOUNT, MONDAY + WINDOW)

    async def test_begins_anew_when_the_window_has_ended(self, shelf: Shelf) -> None:
        await fill(shelf)
        assert await take(shelf, after=WINDOW - timedelta(microseconds=1)) == [False]
        assert [await take(shelf, after=WINDOW) for _ in range(6)] == [[True]] * 5 + [[False]]
        assert await take(shelf, after=2 * WINDOW) == [True]

    async def test_takes_nothing_from_what_comes_after_a_full_one(self, shelf: Shelf) -> None:
        await fill(shelf)
        assert await take(shelf, ACCOUNT, OTHER) == [False]
        await fill(shelf, OTHER)

    async def test_keeps_what_came_before_a_full_one(self, shelf: Shelf) -> None:
        await fill(shelf)
        for _ in range(OTHER.places):
            assert await take(shelf, OTHER, ACCOUNT) == [True, False]
        assert await take(shelf, OTHER, ACCOUNT) == [False]

    async def test_of_nothing_takes_nothing(self, shelf: Shelf) -> None:
        assert not await shelf.failures.take((), at=MONDAY)

    async def test_stands_whatever_becomes_of_the_work_around_it(self, shelf: Shelf) -> None:
        for _ in range(ACCOUNT.places):
            with pytest.raises(ZeroDivisionError):
                await take_and_fail(shelf)
        assert await take(shelf) == [False]


async def take_and_fail(shelf: Shelf) -> None:
    async with shelf.identity_work() as work:
        await work.users.find_by_email("nobody@example.com")  # so that a transaction has begun
        assert await take(shelf) == [True]
        raise ZeroDivisionError


class TestGiveBack:
    async def test_makes_room_for_another(self, shelf: Shelf) -> None:
        await fill(shelf)
        places = [await shelf.failures.take([bucket], at=MONDAY) for bucket in (CALLER, OTHER)]
        await shelf.failures.give_back([place for [place] in places])
        assert await take(shelf) == [False]
        await fill(shelf, OTHER)
        assert await take(shelf, OTHER) == [False]

    async def test_counts_from_what_is_there_however_many_were_refused(self, shelf: Shelf) -> None:
        [mine] = await shelf.failures.take([ACCOUNT], at=MONDAY)
        assert [await take(shelf) for _ in range(7)] == [[True]] * 4 + [[False]] * 3
        await shelf.failures.give_back([mine])
        assert [await take(shelf) for _ in range(2)] == [[True], [False]]

    async def test_leaves_a_later_window_alone(self, shelf: Shelf) -> None:
        [mine] = await shelf.failures.take([ACCOUNT], at=MONDAY)
        assert [await take(shelf, after=WINDOW) for _ in range(5)] == [[True]] * 5
        await shelf.failures.give_back([mine])
        assert await take(shelf, after=WINDOW) == [False]

    async def test_of_what_was_cleared_changes_nothing(self, shelf: Shelf) -> None:
        places = await shelf.failures.take([CALLER, ACCOUNT], at=MONDAY)
        await shelf.failures.clear(ACCOUNT)
        await shelf.failures.give_back(places)
        await shelf.failures.give_back(())
        await fill(shelf)
        assert await take(shelf) == [False]


class TestClear:
    async def test_empties_one_and_no_other(self, shelf: Shelf) -> None:
        await fill(shelf)
        await fill(shelf, OTHER)
        await shelf.failures.clear(ACCOUNT)
        assert (await take(shelf), await take(shelf, OTHER)) == ([True], [False])

    async def test_of_an_empty_one_is_no_mistake(self, shelf: Shelf) -> None:
        await shelf.failures.clear(ACCOUNT)


class TestAtOnce:
    async def test_five_hundred_find_five_places(self, shelf: Shelf) -> None:
        admitted = await asyncio.gather(*(take(shelf, CALLER, ACCOUNT) for _ in range(500)))
        assert sum(all(places) and len(places) == 2 for places in admitted) == ACCOUNT.places
        assert sum(places == [False] for places in admitted) == 500 - CALLER.places

    async def test_fifty_who_are_right_leave_no_trace(self, shelf: Shelf) -> None:
        async def be_right() -> bool:
            places = await shelf.failures.take([CALLER, ACCOUNT], at=MONDAY)
            await asyncio.sleep(0)
            mine = [place for place in places if place.is_ours]
            await shelf.failures.give_back(mine)
            return len(mine) == 2

        assert sum(await asyncio.gather(*(be_right() for _ in range(50)))) >= ACCOUNT.places
        await fill(shelf)
        await fill(shelf, CALLER)


async def test_windows_that_ended_are_swept_by_later_attempts(pool: Pool, postgres: Shelf) -> None:
    for number in range(30):
        await take(postgres, Bucket(bytes([number]), 5, WINDOW))
    for number in range(3):
        await take(postgres, Bucket(b"later %d" % number, 5, WINDOW), after=WINDOW)
    async with pool.connection() as connection:
        left = await (await connection.execute("SELECT count(*) FROM failure_counts")).fetchall()
    assert left == [(3,)]
