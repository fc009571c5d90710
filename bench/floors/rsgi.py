"""The four requests straight on granian's own interface."""

import gc
from asyncio import AbstractEventLoop
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from bench.floors.opening import Opening, opening
from bench.floors.shapes import Card, asked_page, listed, new_ticket, refusal, success
from bench.floors.token import Claims, bearer

_JSON: Final = [("content-type", "application/json")]
_PREFIX: Final = "/api/v1/tickets/"


class Store(Protocol):
    async def start(self) -> None: ...

    async def card(self, id: UUID) -> Sequence[Any] | None: ...

    async def page(self, limit: int, after: tuple[datetime, UUID] | None) -> Sequence[Sequence[Any]]: ...

    async def open(self, opening: Opening) -> int:
        """Store the ticket and what happened; the number it got."""


class Floor:
    def __init__(self, store: Store) -> None:
        self._store = store

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        loop.run_until_complete(self._store.start())
        gc.collect()
        gc.freeze()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        status, body = await self._answer(scope, protocol)
        protocol.response_bytes(status, _JSON, body)

    async def _answer(self, scope: Any, protocol: Any) -> tuple[int, bytes]:
        claims = bearer(scope.headers.get("authorization"))
        if claims is None:
            return 401, refusal("UNAUTHENTICATED")
        path: str = scope.path
        if scope.method == "GET" and path.startswith(_PREFIX):
            return await self._card(path.removeprefix(_PREFIX))
        match scope.method, path:
            case "GET", "/api/v1/ping":
                return 200, success({"pong": True})
            case "GET", "/api/v1/tickets":
                return await self._page(scope.query_string)
            case "POST", "/api/v1/tickets":
                return await self._open(scope, await protocol(), claims)
        return 404, refusal("NOT_FOUND")

    async def _card(self, id: str) -> tuple[int, bytes]:
        try:
            record = await self._store.card(UUID(id))
        except ValueError:
            record = None
        return (404, refusal("NOT_FOUND")) if record is None else (200, success(Card(*record)))

    async def _page(self, query: str) -> tuple[int, bytes]:
        asked = asked_page(query)
        if asked is None:
            return 400, refusal("QUERY_INVALID")
        limit, after = asked
        return 200, listed(await self._store.page(limit + 1, after), limit, is_first=after is None)

    async def _open(self, scope: Any, body: bytes, claims: Claims) -> tuple[int, bytes]:
        new = new_ticket(body)
        if new is None:
            return 400, refusal("BODY_INVALID")
        ip = scope.client.rpartition(":")[0]
        about = opening(new, claims.sub, ip, scope.headers.get("user-agent"))
        number = await self._store.open(about)
        return 201, success(about.card(number), request_id=about.request_id)
