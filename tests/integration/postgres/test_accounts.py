"""Accounts are remembered for a moment, and never longer."""

from datetime import timedelta
from typing import final
from uuid import UUID, uuid4

import pytest

from adapters.postgres.identity import accounts
from adapters.postgres.identity.accounts import RecentAccountStates
from application.identity.ports import AccountState, AccountStates
from domain.shared.access import Role
from domain.shared.ids import UserId


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
        return AccountState(
            user_id=UserId(user_id), role=Role.AGENT, team_id=None, is_active=True, access_version=len(self.asked)
        )


@pytest.fixture
def time_now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, to be changed."""
    now = [1_000.0]
    monkeypatch.setattr("adapters.postgres.identity.accounts.time.monotonic", lambda: now[0])
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
    monkeypatch.setattr(accounts, "KEPT_AT_MOST", 3)
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
