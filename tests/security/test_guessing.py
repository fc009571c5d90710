"""Passwords tried by the hundred at once, in every spelling and at every door (C12)."""

import asyncio
from datetime import timedelta
from typing import Any, Final

from domain.identity.credentials import canonical_email
from domain.shared.access import Actor, Role
from tests.security.world import PASSWORD, World

ADDRESS: Final = "straße.customer@example.com"
SPELLINGS: Final = [
    spelling
    for name in (
        "straße.customer",
        "STRASSE.Customer",
        "strasse.CUSTOMER",
        "\N{FULLWIDTH LATIN CAPITAL LETTER S}TRASSE.customer",
        "Straẞe.customer",
    )
    for spelling in (f"{name}@example.com", f"{name}@EXAMPLE.com", f" {name}@Example.com", f"{name}@example.com\t")
]
OTHER_DOORS: Final = (
    ("/auth/password/change", {"newPassword": PASSWORD}),
    ("/users/me/email", {"email": "another@example.com"}),
)
ATTEMPTS: Final = 500
AT_ONCE: Final = 150
"""Fewer than a process serves at once: who is turned away for that is not tried at all."""

EVALUATED_AT_MOST: Final = 10


async def attempt(world: World, actor: Actor, number: int) -> Any:
    if number % 4 > 1:
        path, wish = OTHER_DOORS[number % 4 - 2]
        keyed = {"Idempotency-Key": str(number)} if number % 5 else {}
        return await world.api.post(path, actor, {"currentPassword": f"wrong {number}", **wish}, headers=keyed)
    body = {"email": SPELLINGS[number % len(SPELLINGS)], "password": f"wrong {number}"}
    return await world.api.post("/auth/login", json=body)


async def salvo(world: World) -> None:
    house = world.api.house
    house.clock.step *= 0
    actor = await house.person(Role.CUSTOMER, email=ADDRESS, password_hash=f"1:{PASSWORD}")
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Any:
        async with places:
            return await attempt(world, actor, number)

    answers = await asyncio.gather(*map(one, range(ATTEMPTS)))
    assert 1 <= len(house.hasher.verified) <= EVALUATED_AT_MOST
    assert {429} < {answer.status_code for answer in answers} <= {401, 422, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    for spelling in SPELLINGS:
        right = await world.api.post("/auth/login", json={"email": spelling, "password": PASSWORD})
        assert (right.status_code, right.json()["error"]) == (429, refused.json()["error"])
    house.clock.skip(timedelta(minutes=15))
    right = await world.api.post("/auth/login", json={"email": ADDRESS, "password": PASSWORD})
    assert right.status_code == 200


def test_spellings_are_twenty_of_one_address() -> None:
    assert len(set(SPELLINGS)) == 20
    assert len(set(map(canonical_email, SPELLINGS))) == 1


class TestFiveHundredAtOnce:
    async def test_are_compared_ten_times_at_most_and_the_right_one_waits(self, world: World) -> None:
        await salvo(world)

    async def test_are_so_on_postgres_too(self, stored_world: World) -> None:
        await salvo(stored_world)
