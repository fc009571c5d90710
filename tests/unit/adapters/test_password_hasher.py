import asyncio

from adapters.argon2.hasher import QUEUE, THREADS, Argon2PasswordHasher
from application.identity.errors import TooManyLogins

CHEAP = {"memory_kib": 8, "passes": 1}


class TestArgon2:
    async def test_matches_the_password_it_hashed_and_no_other(self) -> None:
        hasher = Argon2PasswordHasher(**CHEAP)
        kept = await hasher.hash("Correct1")

        assert await hasher.verify("Correct1", kept)
        assert not await hasher.verify("correct1", kept)

    async def test_nobody_has_a_password(self) -> None:
        hasher = Argon2PasswordHasher(**CHEAP)

        assert not await hasher.verify("nobody's password", None)
        assert not await hasher.verify("Correct1", "not a hash")

    async def test_defaults_are_the_parameters_owasp_asks_for(self) -> None:
        assert (await Argon2PasswordHasher().hash("Correct1")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    async def test_hashes_with_weaker_parameters_are_outdated(self) -> None:
        weak = await Argon2PasswordHasher(**CHEAP).hash("Correct1")

        assert Argon2PasswordHasher().is_outdated(weak)
        assert not Argon2PasswordHasher(**CHEAP).is_outdated(weak)

    async def test_turns_away_whoever_would_wait_too_long_and_recovers(self) -> None:
        hasher = Argon2PasswordHasher(memory_kib=1024, passes=1)

        results = await asyncio.gather(
            *(hasher.hash("Correct1") for _ in range(THREADS + QUEUE + 5)), return_exceptions=True
        )

        assert sum(isinstance(result, TooManyLogins) for result in results) == 5
        assert await hasher.hash("Correct1")
