"""Accounts are remembered for a moment, and never longer."""

import asyncio
from datetime import timedelta
from typing import final
from uuid import UUID, uuid4

import pytest

from adapters.postgres.identity import recent as remembering
from adapters.postgres.identity.accounts import RecentAccountStates
from application.identity.ports import AccountState, AccountStates
from domain.shared.access import Role
from domain.shared.errors import Unavailable
from domain.shared.ids import UserId
from tests.support.builders import MONDAY


def a_state(user_id: UUID, access_version: int = 1) -> AccountState:
    return AccountState(
        user_id=UserId(user_id),
        role=Role.AGENT,
        team_id=None,
        is_active=True,
        access_version=access_version,
        session_access_version=access_version,
        session_expires_at=MONDAY,
    )


@final
class CountingStates(AccountStates):
    """Knows everybody but the unknown, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[UUID] = []
        self.unknown: set[UUID] = set()

    async def of(self, user_id: UUID) -> AccountState | None:
        self.asked.append(user_id)
        if user_id in self.unknown:
            return None
        return a_state(user_id, access_version=len(self.asked))


@pytest.fixture
def time_now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, to be changed."""
    now = [1_000.0]
    monkeypatch.setattr("adapters.postgres.identity.recent.time.monotonic", lambda: now[0])
    return now


async def test_asks_once_while_it_is_fresh(time_now: list[float]) -> None:
    states, user_id = CountingStates(), uuid4()
    recent = RecentAccountStates(states, timedelta(seconds=2))
    first = await recent.of(user_id)
    time_now[0] += 1.9
    assert await recent.of(user_id) is first
    time_now[0] += 0.1
    assert await recent.of(user_id) != first
    assert states.asked == [user_id, user_id]


async def test_forgets_who_is_gone(time_now: list[float]) -> None:
    states, user_id = CountingStates(), uuid4()
    recent = RecentAccountStates(states, timedelta(seconds=2))
    assert await recent.of(user_id)
    states.unknown.add(user_id)
    time_now[0] += 2
    assert await recent.of(user_id) is None


@pytest.mark.usefixtures("time_now")
async def test_never_keeps_the_unknown() -> None:
    """Anybody can make up ids; those who register a moment later are known at once."""
    states, user_id = CountingStates(), uuid4()
    states.unknown.add(user_id)
    recent = RecentAccountStates(states, timedelta(seconds=2))
    assert await recent.of(user_id) is None
    states.unknown.clear()
    assert await recent.of(user_id)


@pytest.mark.usefixtures("time_now")
async def test_keeps_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "KEPT_AT_MOST", 3)
    states, known = CountingStates(), [uuid4() for _ in range(5)]
    recent = RecentAccountStates(states, timedelta(seconds=2))
    for user_id in known:
        await recent.of(user_id)
    for user_id in reversed(known):
        await recent.of(user_id)
    assert states.asked == [*known, known[1], known[0]]


async def test_drops_the_expired_with_the_next_new_one(time_now: list[float]) -> None:
    recent = RecentAccountStates(CountingStates(), timedelta(seconds=2))
    for _ in range(100):
        await recent.of(uuid4())
    time_now[0] += 2
    await recent.of(uuid4())
    assert len(recent) == 1


@final
class SlowStates(AccountStates):
    """Answers, or refuses, when it may."""

    def __init__(self, refusal: Unavailable | None = None) -> None:
        self.asked = 0
        self.was_asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self._refusal = refusal

    async def of(self, user_id: UUID) -> AccountState | None:
        self.asked += 1
        self.was_asked.set()
        await self.may_answer.wait()
        if self._refusal:
            raise self._refusal
        return a_state(user_id)


async def test_many_who_ask_at_once_share_one_answer() -> None:
    states, user_id = SlowStates(), uuid4()
    recent = RecentAccountStates(states, timedelta(seconds=2))
    asking = [asyncio.ensure_future(recent.of(user_id)) for _ in range(50)]
    await asyncio.sleep(0)
    asking[0].cancel()
    states.may_answer.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert all(isinstance(answer, AccountState) for answer in answers[1:])
    assert states.asked == 1


async def test_they_share_a_refusal_and_the_next_asks_anew() -> None:
    states, user_id = SlowStates(Unavailable("Not now.")), uuid4()
    recent = RecentAccountStates(states, timedelta(seconds=2))
    states.may_answer.set()
    answers = await asyncio.gather(*(recent.of(user_id) for _ in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 5
    with pytest.raises(Unavailable):
        await recent.of(user_id)
    assert states.asked == 2


async def test_nobody_shares_an_answer_that_would_be_too_old(time_now: list[float]) -> None:
    states, user_id = SlowStates(), uuid4()
    recent = RecentAccountStates(states, timedelta(seconds=2))
    first = asyncio.ensure_future(recent.of(user_id))
    await states.was_asked.wait()
    states.was_asked.clear()
    time_now[0] += 2
    second = asyncio.ensure_future(recent.of(user_id))
    await states.was_asked.wait()
    states.may_answer.set()
    assert await first == await second


async def test_what_is_being_asked_while_something_changes_is_not_kept() -> None:
    """It may have been read before the change."""
    states, user_id = SlowStates(), uuid4()
    recent = RecentAccountStates(states, timedelta(seconds=2))
    first = asyncio.ensure_future(recent.of(user_id))
    await states.was_asked.wait()
    recent.forget(uuid4())
    states.may_answer.set()
    assert await first
    assert len(recent) == 0
    assert await recent.of(user_id)
    assert states.asked == 2


@pytest.mark.usefixtures("time_now")
async def test_forgets_one_or_all() -> None:
    recent = RecentAccountStates(CountingStates(), timedelta(seconds=2))
    known = [uuid4() for _ in range(3)]
    for user_id in known:
        await recent.of(user_id)
    recent.forget(uuid4())
    assert len(recent) == 3
    recent.forget(known[0])
    assert len(recent) == 2
    recent.forget(None)
    assert len(recent) == 0
