import asyncio
from typing import Final

import bcrypt
import pytest

from adapters.argon2.hasher import QUEUE, THREADS, Argon2PasswordHasher
from adapters.bcrypt.hashes import BcryptHashes
from application.identity.errors import TooManyLogins

DIGEST: Final = "a" * 43
ABSURD: Final = [
    f"$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ${DIGEST}",
    f"$argon2id$v=19$m=19456,t=1000000,p=1$c29tZXNhbHQ${DIGEST}",
    f"$argon2id$v=19$m=19456,t=2,p=255$c29tZXNhbHQ${DIGEST}",
    f"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ${'a' * 4_000}",
    f"$argon2id$v=19$m=19456,t=2,p=1${'a' * 4_000}${DIGEST}",
    "$2b$31$" + "a" * 53,
    "$2b$03$" + "a" * 53,
    "$2b$04$too short",
    "$2x$04$" + "a" * 53,
    "",
    "not a hash",
]


def a_hasher() -> Argon2PasswordHasher:
    return Argon2PasswordHasher(memory_kib=8, passes=1, old=[BcryptHashes()])


class TestArgon2:
    async def test_matches_the_password_it_hashed_and_no_other(self) -> None:
        hasher = a_hasher()
        kept = await hasher.hash("Correct1")

        assert await hasher.verify("Correct1", kept)
        assert not await hasher.verify("correct1", kept)

    async def test_nobody_has_a_password(self) -> None:
        hasher = a_hasher()

        assert not await hasher.verify("nobody's password", None)
        assert not await hasher.verify("Correct1", "not a hash")

    async def test_defaults_are_the_parameters_owasp_asks_for(self) -> None:
        assert (await Argon2PasswordHasher().hash("Correct1")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    async def test_hashes_with_weaker_parameters_are_outdated(self) -> None:
        weak = await a_hasher().hash("Correct1")

        assert Argon2PasswordHasher().is_outdated(weak)
        assert not a_hasher().is_outdated(weak)

    async def test_turns_away_whoever_would_wait_too_long_and_recovers(self) -> None:
        hasher = Argon2PasswordHasher(memory_kib=1024, passes=1)

        results = await asyncio.gather(
            *(hasher.hash("Correct1") for _ in range(THREADS + QUEUE + 5)), return_exceptions=True
        )

        assert sum(isinstance(result, TooManyLogins) for result in results) == 5
        assert await hasher.hash("Correct1")

    @pytest.mark.parametrize("absurd", ABSURD)
    async def test_does_not_compute_what_nobody_can_have_meant(self, absurd: str) -> None:
        async with asyncio.timeout(5):
            assert not await a_hasher().verify("Correct1", absurd)


class TestBcrypt:
    @pytest.mark.parametrize("version", ["2a", "2b", "2y"])
    async def test_is_known_again_and_outdated(self, version: str) -> None:
        hasher = a_hasher()
        kept = bcrypt.hashpw(b"Correct1", bcrypt.gensalt(4)).decode().replace("$2b$", f"${version}$")

        assert await hasher.verify("Correct1", kept)
        assert not await hasher.verify("correct1", kept)
        assert hasher.is_outdated(kept)
        assert not hasher.is_outdated(await hasher.hash("Correct1"))

    async def test_is_compared_as_it_was_made(self) -> None:
        hasher, password = a_hasher(), "Größe" * 20
        kept = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()

        assert await hasher.verify(password, kept)
        assert not await hasher.verify("g" + password[1:], kept)

    async def test_of_others_making_is_matched(self) -> None:
        """From the test vectors of OpenBSD's successors (`crypt_blowfish`, wrapper.c)."""
        assert await a_hasher().verify("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
