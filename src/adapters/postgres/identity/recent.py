"""What every request asks, asked of the database only now and then."""

import asyncio
import time
from datetime import timedelta
from typing import Any, Final, Generic, Protocol, TypeVar
from uuid import UUID

State_co = TypeVar("State_co", covariant=True)

KEPT_AT_MOST: Final = 10_000


class OfUser(Protocol):
    @property
    def user_id(self) -> UUID: ...


State = TypeVar("State", bound=OfUser)


class States(Protocol[State_co]):
    async def of(self, id: UUID, /) -> State_co | None:
        """The state of something right now; None when there is no such thing."""


class Recent(Generic[State]):
    """States that may be `staleness` old: every request asks, and hardly ever has something changed.

    Whoever asks what is being asked already shares the answer, or the refusal: a busy database is not asked for the
    same by a hundred requests, each waiting for a connection first.
    """

    def __init__(self, states: States[State], staleness: timedelta) -> None:
        self._states = states
        self._staleness = staleness.total_seconds()
        self._kept: dict[UUID, tuple[float, State]] = {}
        self._asking: dict[UUID, tuple[float, asyncio.Task[State | None]]] = {}

    def __len__(self) -> int:
        """How many are kept at the moment."""
        return len(self._kept)

    async def of(self, id: UUID) -> State | None:
        now = time.monotonic()
        kept_until, state = self._kept.get(id, (0.0, None))
        if now < kept_until:
            return state
        asked_at, asking = self._asking.get(id, (0.0, None))
        if asking is None or asked_at + self._staleness <= now:
            asking = asyncio.create_task(self._ask(id, now))
            asking.add_done_callback(_heard)
            self._asking[id] = now, asking
        return await asyncio.shield(asking)

    def forget(self, changed: UUID | None) -> None:
        """One, all of a user, or, without an id, all there are.

        Nothing is kept of what is being asked just now: it may have been read before.
        """
        self._asking.clear()
        if changed is None:
            self._kept.clear()
        elif self._kept.pop(changed, None) is None:
            for one in [one for one, (_, state) in self._kept.items() if state.user_id == changed]:
                del self._kept[one]

    async def _ask(self, id: UUID, asked_at: float) -> State | None:
        asking = asyncio.current_task()
        try:
            state = await self._states.of(id)
            if self._is_asked_by(asking, id):
                self._keep(id, asked_at, state)
            return state
        finally:
            if self._is_asked_by(asking, id):
                del self._asking[id]

    def _is_asked_by(self, task: asyncio.Task[Any] | None, id: UUID) -> bool:
        """Not so once another asks, because this answer would be too old, or it was dropped."""
        return self._asking.get(id, (0.0, None))[1] is task

    def _keep(self, id: UUID, asked_at: float, state: State | None) -> None:
        """Counted from before the question: the answer is as old as that. The oldest stand first."""
        self._kept.pop(id, None)
        while self._kept and (len(self._kept) >= KEPT_AT_MOST or self._eldest() <= asked_at):
            del self._kept[next(iter(self._kept))]
        if state is not None:
            self._kept[id] = (asked_at + self._staleness, state)

    def _eldest(self) -> float:
        return next(iter(self._kept.values()))[0]


def _heard(asked: asyncio.Task[Any]) -> None:
    """A refusal is no loose end when all who waited for it have gone."""
    if not asked.cancelled():
        asked.exception()
