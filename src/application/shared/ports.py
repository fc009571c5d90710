"""What every context needs from outside."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.shared.errors import Conflict, Unmet

Work_co = TypeVar("Work_co", covariant=True)


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, in UTC and aware of it."""


class Ids(Protocol):
    def new(self) -> Any:
        """A fresh version 7 UUID, later ones sorting after earlier ones of the same process."""


class Secrets(Protocol):
    def new(self) -> str:
        """256 random bits, spelled in letters that need no escape in a URL."""


class SealBroken(Exception):
    """Not sealed by us, not for this purpose, changed since, or too old: told apart by nobody."""


class Seal(Protocol):
    """Keeps a text secret and unchanged where others could read or write it. Each purpose has a key of its own."""

    def close(self, text: str, *, purpose: str) -> str:
        """Letters that need no escape in a URL or a cookie; never the same twice."""

    def open(self, sealed: str, *, purpose: str, max_age: timedelta | None = None) -> str:
        """SealBroken for anything but what `close` gave for this purpose, no longer ago than `max_age`."""


class Cache(Protocol):
    """Remembers for all processes of the house, and may forget at any time: never the only place of anything.

    It never fails, and answers soon: a cache that is away, or hangs, has nothing and keeps nothing.
    """

    async def get(self, key: str) -> bytes | None: ...

    async def put(self, key: str, value: bytes, *, keep: timedelta) -> None:
        """Keep it no longer than that."""


class UnitOfWork(Protocol[Work_co]):
    def __call__(self) -> AbstractAsyncContextManager[Work_co]:
        """A bundle of repositories inside one transaction.

        Commits when the block ends well, rolls back when it raises. Inside another it joins: the outermost decides.
        """

    def part(self) -> AbstractAsyncContextManager[Work_co]:
        """As above, but what raises leaves nothing of this block behind, whatever becomes of the one around it."""


class Happened(Struct, frozen=True):
    """An event as recorded: told to reactions at least once, so they go by its `id`."""

    id: UUID
    event: Any
    actor_id: UUID


class Reaction(Protocol):
    async def __call__(self, happened: Happened) -> None:
        """React. May be called again for the same event and must then change nothing."""


class KeyInUse(Conflict):
    """A twin of this request is under way."""

    code = "IDEMPOTENCY_KEY_IN_USE"


class KeyReused(Unmet):
    """The key was used for another request before."""

    code = "IDEMPOTENCY_KEY_REUSED"


class IdempotencyKey(Struct, frozen=True):
    """A caller's promise that requests with this key are one; `fingerprint` tells whether that is true."""

    user_id: UUID
    key: str
    operation: str
    fingerprint: bytes


class KeptAnswer(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes


class Attempt(Protocol):
    """One go at a keyed request."""

    @property
    def answered(self) -> KeptAnswer | None:
        """What an earlier attempt was answered, which is the answer now."""

    async def keep(self, answer: KeptAnswer) -> None:
        """Keep the answer in the transaction of its effect: there are both or none."""


class IdempotentAnswers(Protocol):
    def attempt(self, key: IdempotencyKey) -> AbstractAsyncContextManager[Attempt]:
        """A transaction around one keyed request; units of work inside join it.

        KeyInUse while a twin is under way, KeyReused when the fingerprint differs from the first one's.
        What raises inside leaves neither effect nor answer.
        """
