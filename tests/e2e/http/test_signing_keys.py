"""Keys are rotated where two processes serve: no token that lives is refused, and none of a key that is gone works."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import jwt
import psycopg
import pytest
from psycopg.rows import kwargs_row

from adapters.jwt.key_ring import JwtKeyRing
from adapters.jwt.tokens import JwtAccessTokens
from adapters.system.clock import SystemClock
from domain.identity.signing_key import KeyPolicy, SigningKey, SigningKeys
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import SessionId, UserId
from tests.e2e.http.conftest import READY, command_line
from tests.e2e.http.people import PASSWORD, Person
from tests.support.builders import a_user
from tests.support.command_line import CommandLine

SECRET = "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa"
LIFETIME = timedelta(seconds=12)
SETTINGS = {
    "JWT_SECRET": SECRET,
    "JWT_ALGORITHM": "EdDSA",
    "KEY_PROPAGATION": "1.5",
    "ACCESS_TOKEN_MINUTES": str(LIFETIME.total_seconds() / 60),
}
PATIENCE = 90.0
"""Seconds until it counts as never."""


@pytest.fixture
def operator(fresh_database_url: str, tmp_path: Path) -> CommandLine:
    return command_line(tmp_path, DATABASE_URL=fresh_database_url, WORKERS="2", **SETTINGS)


@pytest.fixture
async def person(operator: CommandLine) -> AsyncIterator[Person]:
    with operator.running("serve") as server:
        async with Person(server.wait_for(READY)[1]) as person:
            yield await person.register()


class Forger:
    """Has the setting and the salt of the first key, and writes new tokens by it as long as anybody takes them."""

    def __init__(self, database_url: str, tokens: Any) -> None:
        with psycopg.connect(database_url) as connection:
            [key] = connection.cursor(row_factory=kwargs_row(SigningKey)).execute("SELECT * FROM signing_keys")
        ring = JwtKeyRing(secret=SECRET, algorithm="EdDSA")
        ring.hold(SigningKeys.of([key], KeyPolicy(LIFETIME)))
        said = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
        self._session = SessionId(said["sid"])
        self._user: User = a_user(id=UserId(said["sub"]), role=Role(said["role"]), access_version=said["ver"])
        self._tokens = JwtAccessTokens(
            ring=ring, issuer="tixgenius", audience="tixgenius", lifetime=LIFETIME, clock=SystemClock()
        )

    def token(self) -> str:
        return self._tokens.issue(self._user, self._session)


def kid_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


async def statuses(person: Person, token: str) -> set[int]:
    """What both processes say to it: each request has a connection of its own."""
    asked = [person.ask("GET", "/users/me", Authorization=f"Bearer {token}") for _ in range(12)]
    return {answer.status_code for answer in await asyncio.gather(*asked)}


async def refreshed(person: Person, tokens: Any) -> Any:
    return await person.done("POST", "/auth/refresh", {"refreshToken": tokens["refreshToken"]})


async def test_rotation_refuses_no_token_that_lives_and_ends_the_key_before(
    operator: CommandLine, person: Person, fresh_database_url: str
) -> None:
    tokens = await person.done("POST", "/auth/login", {"email": person.email, "password": PASSWORD})
    first = kid_of(tokens["accessToken"])
    forger = Forger(fresh_database_url, tokens)
    assert await statuses(person, forger.token()) == {200}

    rotating = asyncio.create_task(asyncio.to_thread(operator.run, "keys", "rotate"))
    deadline = time.monotonic() + PATIENCE
    while kid_of(tokens["accessToken"]) == first:
        assert time.monotonic() < deadline
        tokens = await refreshed(person, tokens)
        assert await statuses(person, tokens["accessToken"]) == {200}
    assert await statuses(person, forger.token()) == {200}
    done = await rotating
    assert done.code == 0, done.err

    async with httpx2.AsyncClient() as somebody:
        keys = (await somebody.get(f"{person.address}/.well-known/jwks.json")).json()
    second = kid_of(tokens["accessToken"])
    theirs = next(key for key in jwt.PyJWKSet.from_dict(keys).keys if key.key_id == second)
    by_them = jwt.decode(
        tokens["accessToken"],
        theirs,
        algorithms=["EdDSA"],
        audience="tixgenius",
        issuer="tixgenius",
        options={"verify_exp": False},  # so that a slow machine is no failure
    )
    assert by_them["sub"] == person.id

    while await statuses(person, forger.token()) != {401}:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)
    tokens = await refreshed(person, tokens)
    assert kid_of(tokens["accessToken"]) == second
    assert await statuses(person, tokens["accessToken"]) == {200}
