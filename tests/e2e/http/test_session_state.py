"""Two servers on one database: what ends through one is over at the other, long before what it remembers is too old."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.http.conftest import ADMIN, READY, command_line
from tests.e2e.http.people import PASSWORD, Person
from tests.support.patience import until
from tests.support.redis import RedisServer

KNOWN_EVERYWHERE = 2.0
"""Seconds."""

REMEMBERED = "3600"
"""Seconds, so that nothing is looked up again by itself."""

SECRETS = {"JWT_SECRET": "of both servers " * 2, "CURSOR_SECRET": "another one " * 4, "DATA_SECRET": "a third " * 5}


async def log_out(person: Person, _: Person) -> None:
    await person.done("POST", "/auth/logout")


async def end_session(person: Person, _: Person) -> None:
    [session] = await person.done("GET", "/auth/sessions")
    await person.done("DELETE", f"/auth/sessions/{session['id']}")


async def change_role(person: Person, admin: Person) -> None:
    await admin.done("PATCH", f"/users/{person.id}", {"role": "agent"})


async def change_password(person: Person, _: Person) -> None:
    body = {"currentPassword": PASSWORD, "newPassword": "Other-Horse-8"}
    await person.done("POST", "/auth/password/change", body)


ENDINGS: list[Callable[[Person, Person], Awaitable[None]]] = [log_out, end_session, change_role, change_password]


@asynccontextmanager
async def two_servers(folder: Path, **settings: str) -> AsyncIterator[list[str]]:
    """Unless stated, each remembers accounts for an hour."""
    settings = {"ACCOUNT_STALENESS": REMEMBERED, **SECRETS, **settings}
    addresses = []
    async with AsyncExitStack() as stack:
        for name in ("one", "other"):
            (folder / name).mkdir()
            server = command_line(folder / name, **settings)
            running = stack.enter_context(server.running("serve"))
            addresses.append((await asyncio.to_thread(running.wait_for, READY))[1])
        yield addresses


async def require_ends(one: str, other: str) -> None:
    """Whatever ends access through one server ends it at the other."""
    for end in ENDINGS:
        async with Person(one) as person, Person(other) as elsewhere, Person(one, ADMIN) as admin:
            await person.register()
            await admin.log_in()
            for _ in range(3):
                assert (await elsewhere.ask("GET", "/users/me", Authorization=person.bearer)).status_code == 200
            await end(person, admin)
            took = await refused_after(elsewhere, person.bearer)
            print(f"{end.__name__}: {1000 * took:.1f} ms")  # noqa: T201 - shown with -s
            assert took < KNOWN_EVERYWHERE


async def refused_after(asking: Person, bearer: str) -> float:
    began = time.monotonic()

    async def is_refused() -> bool:
        return (await asking.ask("GET", "/users/me", Authorization=bearer)).status_code == 401

    await until(is_refused)
    return time.monotonic() - began


async def test_what_ends_through_one_server_is_over_at_the_other(fresh_database_url: str, tmp_path: Path) -> None:
    async with two_servers(tmp_path, DATABASE_URL=fresh_database_url) as addresses:
        await require_ends(*addresses)


async def test_so_it_is_with_a_redis_between_them_whatever_becomes_of_it(
    fresh_database_url: str, tmp_path: Path, own_redis: RedisServer
) -> None:
    async with two_servers(tmp_path, DATABASE_URL=fresh_database_url, REDIS_URL=own_redis.url) as (one, other):
        await require_ends(one, other)
        assert await redis_is(one) == "up"
        assert own_redis.keys(), "it was of use"
        with own_redis.hanging():
            await require_ends(one, other)
            assert await redis_is(one) == "down"
        own_redis.kill()
        await require_ends(one, other)
        own_redis.start()
        await require_ends(other, one)


async def redis_is(address: str) -> str:
    """What a server says of it, being ready itself."""
    async with Person(address) as somebody:
        ready = await somebody.done("GET", "../../health/ready")
    return str(ready["dependencies"]["redis"])


@pytest.mark.parametrize("state", ["hanging", "gone"])
async def test_a_redis_that_is_away_keeps_nobody_waiting(
    fresh_database_url: str, tmp_path: Path, own_redis: RedisServer, state: str
) -> None:
    """Every request has to look the session up."""
    settings = {"DATABASE_URL": fresh_database_url, "REDIS_URL": own_redis.url, "ACCOUNT_STALENESS": "0.01"}
    async with two_servers(tmp_path, **settings) as (one, other), Person(one) as person:
        await person.register()
        with own_redis.hanging():
            if state == "gone":
                own_redis.kill()
            times = []
            for _ in range(40):
                began = time.monotonic()
                async with Person(other) as elsewhere:
                    assert (await elsewhere.ask("GET", "/users/me", Authorization=person.bearer)).status_code == 200
                times.append(time.monotonic() - began)
                await asyncio.sleep(0.05)
    assert max(times) < 1.0
