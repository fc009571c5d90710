"""The HTTP application over a small house: no server, no sockets, and nothing answered that is not documented."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final

import httpx2
from litestar import Litestar
from msgspec.structs import replace

from adapters.memory.dead_letters import MemoryDeadLetters
from domain.shared.access import Actor
from entrypoints.container.house import Engine, House
from entrypoints.http import openapi_document
from entrypoints.http.app import create_app
from entrypoints.http.cursor import Cursors
from tests.support.house import SmallHouse

BASE: Final = "/api/v1"
ANY_VERSION: Final = {"If-Match": "*"}


class Api:
    """Asks as whoever is named, who is let in again when they have logged out. `house` is what stands behind it."""

    def __init__(self, app: Litestar, client: httpx2.AsyncClient, house: SmallHouse) -> None:
        self.app = app
        self.client = client
        self.house = house
        self._left: set[Actor] = set()

    async def let_in(self, actor: Actor) -> None:
        """At once, so that what is asked next costs nothing but itself."""
        if actor in self._left:
            self._left.remove(actor)
            await self.house.let_in(actor)

    async def ask(
        self,
        method: str,
        path: str,
        by: Actor | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx2.Response:
        """One request to a path below the API's base; a path with `//` in front stands outside of it."""
        url = path.removeprefix("/") if path.startswith("//") else path if path.startswith("/api/") else BASE + path
        if by:
            await self.let_in(by)
        bearer = {"Authorization": f"Bearer {by.user_id}/1"} if by else {}
        response = await self.client.request(method, url, headers={**bearer, **(headers or {})}, **more)
        if by and path == "/auth/logout" and response.is_success:
            self._left.add(by)
        _require_documented(response, self._template(response))
        return response

    async def get(self, path: str, by: Actor | None = None, **more: Any) -> httpx2.Response:
        return await self.ask("GET", path, by, **more)

    async def post(self, path: str, by: Actor | None = None, json: Any = None, **more: Any) -> httpx2.Response:
        return await self.ask("POST", path, by, **({} if json is None else {"json": json}), **more)

    async def patch(self, path: str, by: Actor | None = None, json: Any = None, **more: Any) -> httpx2.Response:
        """Of whichever version there is, unless the headers say."""
        headers = {**(ANY_VERSION if path.startswith("/tickets/") else {}), **more.pop("headers", {})}
        return await self.ask("PATCH", path, by, json=json, headers=headers, **more)

    def _template(self, response: httpx2.Response) -> str | None:
        """The documented path that a request went to."""
        asked = response.request.url.path.rstrip("/").split("/")
        for template in _document()["paths"]:
            parts = template.split("/")
            if len(parts) == len(asked) and all(
                part == its or part.startswith("{") for part, its in zip(parts, asked, strict=True)
            ):
                return str(template)
        return None


@asynccontextmanager
async def opened(house: SmallHouse | None = None, **settings: Any) -> AsyncIterator[Api]:
    """An application of its own over a house, with what of its settings matters. In memory there is none to open."""
    house = house or SmallHouse()
    house.settings = replace(house.settings, **{"cursor_secret": "for tests " * 4, **settings})
    app = create_app(as_house(house))
    async with connected(app) as client:
        yield Api(app, client, house)


@asynccontextmanager
async def connected(app: Litestar) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app)  # type: ignore[arg-type] # scopes, typed more narrowly
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


def move_in(app: Litestar, house: SmallHouse) -> None:
    """Put another house behind an application, which takes longer to build than a house."""
    app.state.house = as_house(house)
    app.state.cursors = Cursors(house.settings.cursor_secret)


def as_house(house: SmallHouse) -> House:
    return House(
        settings=house.settings,
        identity=house.identity,
        desk=house.desk,
        notifications=house.notifications,
        audit=house.audit,
        answers=house.shelf.answers,
        engine=Engine(
            readiness=_all_up,
            follow_changes=_nothing_to_do,
            run_worker=_nothing_to_do,
            dead_letters=MemoryDeadLetters(),
        ),
        mailbox=house.mailer,
    )


def _require_documented(response: httpx2.Response, template: str | None) -> None:
    """What an operation answers stands in its documentation: every status, and every code of an error."""
    method = response.request.method.lower().replace("head", "get")
    operation = _document()["paths"].get(template, {}).get(method)
    if operation is None:
        assert template is None or response.status_code in {204, 405}
        return
    documented = operation["responses"].get(str(response.status_code))
    assert documented, f"{method} {template} answered {response.status_code}: {response.text}"
    if response.status_code >= 400 and response.content:
        assert response.json()["error"]["code"] in documented["content"]["application/json"]["examples"]


@cache
def _document() -> dict[str, Any]:
    return openapi_document()


async def _all_up() -> Mapping[str, bool]:
    return {"database": True}


async def _nothing_to_do() -> None:
    """Reactions ran already."""
