"""What this process has heard of changes to accounts and sessions, and which readings of them it may still believe."""

import time
from collections.abc import Callable
from typing import Final, Self, final
from uuid import UUID

from msgspec import Struct

from application.identity.ports import AccountState

HEARD_AT_MOST: Final = 10_000
"""Accounts and sessions of which single changes are remembered."""

CHANGES_AT_MOST: Final = 8
"""Of one of them. Any could be the last to end, for transactions do not end in the order of their numbers."""

PROOF_HOLDS: Final = 0.8
"""Seconds: with a second in which a process remembers what it read, a change is known within 2 wherever it was made."""

SERVER: Final = "(extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint"
"""When it started: another server, or the same after a crash, may give the same numbers to other transactions."""

SNAPSHOT: Final = "pg_current_snapshot()::text"


class Snapshot(Struct, frozen=True):
    """What a statement sees: transactions numbered below `next`, without those that were `running`."""

    next: int
    running: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Self:
        """As PostgreSQL spells it: lowest that runs, next, and all that run."""
        _, next_one, running = text.split(":")
        return cls(int(next_one), frozenset(map(int, running.split(","))) if running else frozenset())

    def sees(self, transaction: int) -> bool:
        return transaction < self.next and transaction not in self.running

    def sees_all_that(self, earlier: Self) -> bool:
        """Whether it sees whatever the other one does."""
        return self.next >= earlier.next and all(one >= earlier.next or one in earlier.running for one in self.running)

    @property
    def oldest_unseen(self) -> int:
        return min(self.running, default=self.next)


class Reading(Struct, frozen=True):
    """An account as one statement of that server saw it.

    It says whose it is, for a place that others write to may give the wrong one.
    """

    session_id: UUID
    server: int
    snapshot: Snapshot
    state: AccountState


@final
class AccountChanges:
    """Compares transactions by their numbers, never times: no clock, pause or lost message makes an old reading new.

    A process goes by what it heard itself. It does not matter to it who else heard, or told others.
    """

    def __init__(self) -> None:
        self._audience: list[Callable[[UUID | None], None]] = []
        self._heard: dict[UUID, tuple[int, ...]] = {}
        self._forgotten = 0
        self._server = 0
        self._since = Snapshot(0, frozenset())
        self._proven_at = float("-inf")

    def tell(self, whom: Callable[[UUID | None], None]) -> None:
        """Call this with the session, user or key that changed; with None where any may have changed unheard."""
        self._audience.append(whom)

    def begin(self, server: int, since: Snapshot) -> None:
        """All is heard from here on; what is seen here may have been missed."""
        self._server, self._since, self._forgotten = server, since, 0
        self._heard.clear()
        self._pass_on(None)

    def hear(self, message: str) -> None:
        """As the trigger words it: the id of a session, user or key, and the number of the transaction."""
        name, number = message.split(" ")
        changed, transaction = UUID(name), int(number)
        before = self._heard.pop(changed, ())
        if len(before) >= CHANGES_AT_MOST:
            self._forgotten = max(self._forgotten, before[0])
            before = before[1:]
        if len(self._heard) >= HEARD_AT_MOST:
            self._forgotten = max(self._forgotten, *self._heard.pop(next(iter(self._heard))))
        self._heard[changed] = (*before, transaction)
        self._pass_on(changed)

    def prove(self, at: float) -> None:
        """All that had been committed by this time, of the monotonic clock, has been heard."""
        self._proven_at = at

    @property
    def are_heard(self) -> bool:
        """Whether they are heard at present, or were a moment ago."""
        return time.monotonic() < self._proven_at + PROOF_HOLDS

    def are_in(self, reading: Reading) -> bool:
        """Whether they are heard, and it was read after all of them that it is about."""
        seen, heard = reading.snapshot, self._heard
        return (
            self.are_heard
            and reading.server == self._server
            and seen.sees_all_that(self._since)
            and seen.oldest_unseen > self._forgotten
            and all(map(seen.sees, heard.get(reading.session_id, ())))
            and all(map(seen.sees, heard.get(reading.state.user_id, ())))
        )

    def _pass_on(self, changed: UUID | None) -> None:
        for tell in self._audience:
            tell(changed)
