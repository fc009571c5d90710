"""Sessions where two processes serve: one successor for all, and nothing alive after logging out."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.e2e.http.people import PASSWORD, Person

KNOWN_EVERYWHERE = 2.0
"""Seconds after which every process knows that a session has ended."""


@pytest.fixture
async def person(address: str) -> AsyncIterator[Person]:
    async with Person(address) as person:
        yield await person.register()


async def logged_in(person: Person) -> Any:
    return await person.done("POST", "/auth/login", {"email": person.email, "password": PASSWORD})


def refreshing(person: Person, token: str) -> Any:
    return person.ask("POST", "/auth/refresh", {"refreshToken": token})


async def test_fifty_refreshes_at_once_have_one_successor_that_works(person: Person) -> None:
    token = (await logged_in(person))["refreshToken"]
    for _ in range(10):
        answers = await asyncio.gather(*(refreshing(person, token) for _ in range(50)))
        assert {answer.status_code for answer in answers} == {200}
        [token] = {answer.json()["data"]["refreshToken"] for answer in answers}
    assert (await refreshing(person, token)).status_code == 200


async def test_logging_out_while_refreshing_leaves_nothing_alive(person: Person) -> None:
    given = []
    for place in range(22):
        tokens = await logged_in(person)
        bearer = f"Bearer {tokens['accessToken']}"
        asked = [refreshing(person, tokens["refreshToken"]) for _ in range(21)]
        asked.insert(place, person.ask("POST", "/auth/logout", Authorization=bearer))
        answers = await asyncio.gather(*asked)
        given += [tokens, *(answer.json()["data"] for answer in answers if answer.status_code == 200)]
        assert {answer.status_code for answer in answers} <= {200, 204, 401}
        assert answers[place].status_code == 204
    for token in {one["refreshToken"] for one in given}:
        assert (await refreshing(person, token)).status_code == 401
    await asyncio.sleep(KNOWN_EVERYWHERE)
    for token in {one["accessToken"] for one in given}:
        for _ in range(4):
            assert (await person.ask("GET", "/users/me", Authorization=f"Bearer {token}")).status_code == 401
