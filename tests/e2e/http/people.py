"""People at their front ends: they know an address, a password and what they were answered."""

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Final, Self
from uuid import uuid4

import httpx2

PASSWORD: Final = "Correct-Horse-7"
TICKET: Final = {"title": "The report stays empty", "description": "Since this morning it shows no rows."}


class Person:
    """One person with connections of their own. `ask` answers the response; `done` the data of one that succeeded."""

    def __init__(self, address: str, email: str | None = None) -> None:
        self.address = address
        self.email = email or f"person-{uuid4().hex}@example.com"
        self.id = ""
        self.bearer = ""
        limits = httpx2.Limits(max_connections=60)
        self._client = httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=60, limits=limits)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def register(self) -> Self:
        self._welcome(await self.done("POST", "/auth/register", {"email": self.email, "password": PASSWORD}))
        return self

    async def log_in(self) -> Self:
        self._welcome(await self.done("POST", "/auth/login", {"email": self.email, "password": PASSWORD}))
        return self

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """One request; header names are spelled with underscores."""
        stated = {name.replace("_", "-"): value for name, value in headers.items()}
        return (
            await self._client.request(method, path, json=body, headers=stated)
            if body is not None
            else (await self._client.request(method, path, headers=stated))
        )

    async def done(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        response = await self.ask(method, path, body, **headers)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json()["data"] if response.content else None

    def _welcome(self, tokens: Any) -> None:
        self.id = tokens["user"]["id"]
        self.bearer = f"Bearer {tokens['accessToken']}"
        self._client.headers["Authorization"] = self.bearer


class Staff:
    """Makes accounts as the admin and logs them in; all leave in the end."""

    def __init__(self, admin: Person) -> None:
        self.admin = admin
        self._leaving = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leaving.aclose()

    async def hire(self, role: str, *, team_id: str | None = None, capacity: int | None = None) -> Person:
        """Somebody with this role; with a `capacity`, tickets can be theirs."""
        person = await self._leaving.enter_async_context(Person(self.admin.address))
        account = {"email": person.email, "password": PASSWORD, "role": role, "teamId": team_id}
        user_id = (await self.admin.done("POST", "/users", account))["id"]
        if capacity is not None:
            await self.admin.done("PUT", f"/developers/{user_id}", {"capacity": capacity})
        return await person.log_in()

    async def customer(self) -> Person:
        return await (await self._leaving.enter_async_context(Person(self.admin.address))).register()
