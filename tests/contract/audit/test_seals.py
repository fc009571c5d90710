import asyncio
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from application.audit.seal_events import AT_ONCE, SealEvents
from application.audit.verify_events import Verification, VerifyEvents
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.audit.seal import Damage, Seal
from domain.desk.events import TeamCreated
from tests.support.builders import MONDAY, a_team


def mac(content: bytes) -> bytes:
    return sha256(b"key" + content).digest()


@pytest.fixture
def seal(shelf: Shelf, clock: Clock) -> SealEvents:
    return SealEvents(shelf.audit_work, clock, mac)


@pytest.fixture
def verify(shelf: Shelf, seal: SealEvents) -> Callable[..., object]:
    return VerifyEvents(shelf.seals, seal, mac)


async def happened(shelf: Shelf, times: int = 1) -> None:
    """So many events, in a transaction."""
    async with shelf.desk_work() as work:
        for _ in range(times):
            team = a_team()
            await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY))


async def seals(shelf: Shelf) -> list[Seal]:
    return [seal async for seal in shelf.seals.all()]


class TestSeal:
    async def test_is_of_what_happened_since_the_one_before(self, shelf: Shelf, seal: SealEvents) -> None:
        await happened(shelf, 3)
        assert (await seal()).events == 3
        await happened(shelf, 2)
        assert (await seal()).events == 2
        first, second = await seals(shelf)
        assert [(one.number, one.before, len(one.event_ids)) for one in (first, second)] == [(1, 0, 3), (2, 3, 2)]
        assert set(first.event_ids).isdisjoint(second.event_ids)
        assert list(second.faults(after=first, entries=await shelf.seals.entries(second), mac=mac)) == []

    async def test_is_none_where_nothing_happened(self, shelf: Shelf, seal: SealEvents) -> None:
        assert await seal() == await seal()
        await happened(shelf)
        newest = (await seal()).newest
        again = await seal()
        assert (again.events, again.newest) == (0, newest)
        assert await seals(shelf) == [newest]

    async def test_is_of_so_many_at_most(self, shelf: Shelf, seal: SealEvents) -> None:
        await happened(shelf, AT_ONCE + 1)
        assert (await seal()).events == AT_ONCE + 1
        assert [len(one.event_ids) for one in await seals(shelf)] == [AT_ONCE, 1]

    async def test_is_made_by_one_at_a_time(self, shelf: Shelf, seal: SealEvents) -> None:
        for _ in range(5):
            await happened(shelf, 2)
            outcomes = await asyncio.gather(happened(shelf), *(seal() for _ in range(4)), happened(shelf))
            assert outcomes
        await seal()
        found = await seals(shelf)
        assert [one.number for one in found] == list(range(1, len(found) + 1))
        sealed = [event_id for one in found for event_id in one.event_ids]
        assert len(sealed) == len(set(sealed)) == 20

    async def test_of_work_under_way_waits_for_it(self, shelf: Shelf, seal: SealEvents) -> None:
        async with shelf.desk_work() as work:
            team = a_team()
            await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY))
            assert await seals(shelf) == []
        assert (await seal()).events == 1


class TestVerification:
    async def test_finds_nothing_wrong_with_what_is_as_it_was(self, shelf: Shelf, verify: VerifyEvents) -> None:
        await happened(shelf, 3)
        found = await verify()
        assert found == Verification(
            events=3, seals=1, sealed_now=3, waiting=0, head=found.head, faults_found=0, faults=()
        )
        await happened(shelf)
        later = await verify(head=found.head)
        assert (later.events, later.seals, later.sealed_now, later.faults) == (4, 2, 1, ())
        assert later.head != found.head

    async def test_of_nothing_has_no_head(self, verify: VerifyEvents) -> None:
        found = await verify()
        assert (found.events, found.head, found.faults) == (0, "", ())

    async def test_misses_a_head_that_was_noted(self, shelf: Shelf, verify: VerifyEvents) -> None:
        await happened(shelf)
        [fault] = (await verify(head="0" * 64)).faults
        assert fault.damage is Damage.HEAD_UNKNOWN

    async def test_needs_the_key(self, shelf: Shelf, seal: SealEvents) -> None:
        await happened(shelf, 2)

        def other(content: bytes) -> bytes:
            return sha256(b"another key" + content).digest()

        found = await VerifyEvents(shelf.seals, seal, other)()
        assert [fault.damage for fault in found.faults] == [Damage.SEAL_CHANGED, Damage.CHANGED, Damage.CHANGED]

    async def test_of_a_form_that_nobody_knows_reads_nothing(self, shelf: Shelf, seal: SealEvents) -> None:
        await happened(shelf)
        newest = (await seal()).newest
        assert newest
        assert await shelf.seals.entries(replace(newest, form=99)) == {}
