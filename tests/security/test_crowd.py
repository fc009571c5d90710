import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from domain.shared.access import Role
from tests.support.api import Api, opened

JSON = {"Content-Type": "application/json"}


class Sending:
    """A body on its way, which ends when it may."""

    def __init__(self) -> None:
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"title": "Slow", '
        self.begun.set()
        await self.may_end.wait()
        yield b'"description": "Very."}'


@asynccontextmanager
async def busy(api: Api, monkeypatch: pytest.MonkeyPatch, guests: int) -> AsyncIterator[list[asyncio.Task[Any]]]:
    """So many requests inside, none of which ends before the block does."""
    inside, may_go = asyncio.Semaphore(0), asyncio.Event()
    queries = type(api.house.shelf.tickets)
    look = queries.list

    async def look_slowly(*args: Any) -> Any:
        inside.release()
        await may_go.wait()
        return await look(*args)

    monkeypatch.setattr(queries, "list", look_slowly)
    customer = await api.house.person(Role.CUSTOMER)
    waiting = [asyncio.create_task(api.get("/tickets", customer)) for _ in range(guests)]
    for _ in range(guests):
        await inside.acquire()
    try:
        yield waiting
    finally:
        may_go.set()
        await asyncio.gather(*waiting)


class TestCrowd:
    async def test_who_comes_when_it_is_full_is_told_to_come_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened(max_in_flight=2) as api, busy(api, monkeypatch, 2):
            turned_away = await api.get("/tickets")
        assert turned_away.status_code == 503
        assert turned_away.json()["error"]["code"] == "TOO_BUSY"
        assert turned_away.headers["retry-after"] == "1"
        assert turned_away.json()["meta"]["requestId"] == turned_away.headers["x-request-id"]

    async def test_those_inside_are_served(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened(max_in_flight=2) as api:
            async with busy(api, monkeypatch, 2) as inside:
                await api.get("/tickets")
            assert {task.result().status_code for task in inside} == {200}

    async def test_health_is_told_all_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened(max_in_flight=1) as api, busy(api, monkeypatch, 1):
            assert (await api.get("//health/live")).status_code == 200

    async def test_there_is_room_again_afterwards(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened(max_in_flight=1) as api:
            async with busy(api, monkeypatch, 1):
                pass
            customer = await api.house.person(Role.CUSTOMER)
            assert (await api.get("/tickets", customer)).status_code == 200


class TestWhoeverIsStillSending:
    async def test_keeps_nobody_out(self) -> None:
        async with opened(max_in_flight=1) as api:
            customer, sending = await api.house.person(Role.CUSTOMER), Sending()
            slow = asyncio.create_task(api.post("/tickets", customer, content=sending, headers=JSON))
            await sending.begun.wait()
            assert (await api.get("/tickets", customer)).status_code == 200
            sending.may_end.set()
            assert (await slow).status_code == 201

    async def test_is_told_to_come_back_when_it_is_full_by_then(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with opened(max_in_flight=1) as api:
            customer, sending = await api.house.person(Role.CUSTOMER), Sending()
            slow = asyncio.create_task(api.post("/tickets", customer, content=sending, headers=JSON))
            await sending.begun.wait()
            async with busy(api, monkeypatch, 1):
                sending.may_end.set()
                refused = await slow
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "TOO_BUSY")
            assert (await api.get("/tickets", customer)).status_code == 200, "There is room again."
