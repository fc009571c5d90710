"""What the memory shelf alone has; all else is promised by both (tests/contract)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from adapters.memory.shelf import memory_shelf
from application.shared.ports import IdempotencyKey, KeptAnswer
from application.shared.reactions import RecordedEvent
from application.shelf import Shelf
from domain.desk.events import TeamCreated
from domain.shared.access import HOUSE
from tests.support.builders import MONDAY, a_team, a_user, first_session
from tests.support.doubles import NumberedIds, SteppingClock
from tests.support.shelves import stock


async def create_team(shelf: Shelf) -> TeamCreated:
    team = a_team()
    event = TeamCreated(team_id=team.id, at=MONDAY)
    async with shelf.desk_work() as work:
        await work.teams.save(team, event)
    return event


class TestOnCommit:
    @pytest.fixture
    def told(self) -> list[Sequence[RecordedEvent]]:
        return []

    @pytest.fixture
    def shelf(self, told: list[Sequence[RecordedEvent]]) -> Shelf:
        async def on_commit(events: Sequence[RecordedEvent]) -> None:
            told.append(events)

        return memory_shelf(ids=NumberedIds(), on_commit=on_commit)

    async def test_hears_what_a_transaction_recorded(self, shelf: Shelf, told: list[Sequence[RecordedEvent]]) -> None:
        event = await create_team(shelf)
        [[recorded]] = told
        assert (recorded.name, recorded.actor_id) == ("desk.team_created", HOUSE)
        assert recorded.payload == {"team_id": str(event.team_id), "at": "2026-03-02T09:00:00Z"}

    async def test_hears_once_of_works_that_joined(self, shelf: Shelf, told: list[Sequence[RecordedEvent]]) -> None:
        async with shelf.identity_work():
            await create_team(shelf)
            await create_team(shelf)
            assert told == []
        assert [len(events) for events in told] == [2]

    async def test_hears_nothing_of_silent_changes(self, shelf: Shelf, told: list[Sequence[RecordedEvent]]) -> None:
        await stock(shelf, a_user())
        assert told == []

    async def test_hears_nothing_of_what_was_rolled_back(
        self, shelf: Shelf, told: list[Sequence[RecordedEvent]]
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            await _create_team_and_fail(shelf)
        assert told == []

    async def test_may_work_itself(self) -> None:
        user = a_user()

        async def on_commit(_: Sequence[RecordedEvent]) -> None:
            await stock(shelf, user, first_session(user))

        shelf = memory_shelf(ids=NumberedIds(), on_commit=on_commit)
        await create_team(shelf)
        assert await shelf.accounts.of(user.id) is not None


async def test_answers_are_forgotten_in_time() -> None:
    clock = SteppingClock()
    shelf = memory_shelf(ids=NumberedIds(), clock=clock, keep_answers=timedelta(hours=1))
    key = IdempotencyKey(user_id=HOUSE, key="k", operation="POST /tickets", fingerprint=b"1")
    async with shelf.answers.attempt(key) as attempt:
        await attempt.keep(KeptAnswer(201, {}, b""))
    clock.skip(timedelta(minutes=59))
    async with shelf.answers.attempt(key) as attempt:
        assert attempt.answered is not None
    clock.skip(timedelta(minutes=1))
    async with shelf.answers.attempt(key) as attempt:
        assert attempt.answered is None


async def _create_team_and_fail(shelf: Shelf) -> None:
    async with shelf.desk_work():
        await create_team(shelf)
        raise ZeroDivisionError
