"""Passwords under argon2id, off the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar, final

from argon2 import PasswordHasher as Argon2
from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from application.identity.errors import TooManyLogins
from application.identity.ports import OldHashes, PasswordHasher

Result = TypeVar("Result")

THREADS: Final = 2
"""At once; argon2 releases the GIL, so others wait 6-11 ms at the 99th percentile instead of 61-72 (measured)."""

QUEUE: Final = 64
"""How many may wait for a thread before the next is turned away."""


MOST_MEMORY_KIB: Final = 128 * 1024
MOST_PASSES: Final = 10
MOST_LANES: Final = 8
LONGEST: Final = 64
"""Parameters of a stored hash, and bytes of it, beyond which it is not computed: nobody needs more, but for harm."""


@final
class Argon2PasswordHasher(PasswordHasher):
    """OWASP's parameters by default: 19 MiB, 2 passes, 1 lane, about 20 ms of one core.

    Hashes of `old` kinds are compared in the same threads, and are outdated whatever they are like.
    """

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2, old: Sequence[OldHashes] = ()) -> None:
        self._old = tuple(old)
        self._argon2 = Argon2(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobodys_hash = self._argon2.hash("nobody's password")

    async def hash(self, password: str) -> str:
        return await self._in_thread(lambda: self._argon2.hash(password))

    async def verify(self, password: str, password_hash: str | None) -> bool:
        matches = await self._in_thread(lambda: self._matches(password, password_hash or self._nobodys_hash))
        return matches and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return self._kind_of(password_hash) is not None or self._argon2.check_needs_rehash(password_hash)

    def _matches(self, password: str, password_hash: str) -> bool:
        """What cannot be computed, or should not, takes as long as what can."""
        kind = self._kind_of(password_hash)
        if kind is not None:
            return kind.matches(password, password_hash)
        is_sound = _is_sound(password_hash)
        try:
            self._argon2.verify(password_hash if is_sound else self._nobodys_hash, password)
        except (VerificationError, InvalidHashError):
            return False
        return is_sound

    def _kind_of(self, password_hash: str) -> OldHashes | None:
        return next((old for old in self._old if old.knows(password_hash)), None)

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= THREADS + QUEUE:
            raise TooManyLogins("Too many people are logging in at once. Try again in a moment.", retry_after=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _is_sound(password_hash: str) -> bool:
    """Whether it is one of argon2's, with parameters that somebody may have meant."""
    try:
        made = extract_parameters(password_hash)
    except InvalidHashError:
        return False
    return (
        made.memory_cost <= MOST_MEMORY_KIB
        and made.time_cost <= MOST_PASSES
        and made.parallelism <= MOST_LANES
        and made.salt_len <= LONGEST
        and made.hash_len <= LONGEST
    )
