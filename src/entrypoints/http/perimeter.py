"""Around everything, also what no route answers: request ids, headers, HEAD, 304 and the access log."""

import os
import re
from collections.abc import Iterable
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from application.shared.origin import Origin, origin
from entrypoints.http.authentication import headers
from entrypoints.http.conditional import matches

LONGEST_USER_AGENT: Final = 300

_OF_CONTENT: Final = frozenset({b"content-length", b"content-type", b"content-encoding"})
_REQUEST_ID: Final = re.compile(rb"[!-~]{1,128}")
_log = structlog.get_logger("access")


class Perimeter:
    """Wraps the whole application; Litestar's own middleware does not see what has no route."""

    def __init__(self, app: ASGIApp, given_headers: Iterable[tuple[bytes, bytes]]) -> None:
        self._app = app
        self._headers = tuple(given_headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send, self._headers)
        started = perf_counter()
        token = origin.set(answer.origin)
        try:
            if scope["method"] == "HEAD":  # is GET without the body; the server's own scope must go on saying HEAD
                scope = {**scope, "method": "GET"}
            await self._app(scope, receive, answer.send)
        finally:
            _log_access(scope, answer, perf_counter() - started)
            origin.reset(token)


class _Answer:
    """One answer on its way out."""

    def __init__(self, scope: Any, send: Send, given_headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self.method: str = scope["method"]
        self.status = 0
        self.origin = _origin(scope)
        self._send = send
        self._headers = given_headers
        self._if_none_match = b", ".join(headers(scope, b"if-none-match")).decode("latin-1")
        self._is_bodiless = self.method == "HEAD"

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(self._started(message))
        elif message["type"] == "http.response.body" and self._is_bodiless:
            if not message.get("more_body"):
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await self._send(message)

    def _started(self, message: Any) -> Any:
        stated: list[tuple[bytes, bytes]] = list(message["headers"])
        names = dict(stated)
        self.status = message["status"]
        if self._is_known(names.get(b"etag")):
            self.status, self._is_bodiless = HTTPStatus.NOT_MODIFIED, True
            stated = [header for header in stated if header[0] not in _OF_CONTENT]
        stated += [header for header in self._headers if header[0] not in names]
        stated.append((b"x-request-id", (self.origin.request_id or "").encode()))
        return {**message, "status": self.status, "headers": stated}

    def _is_known(self, tag: bytes | None) -> bool:
        asks = self._if_none_match and tag and self.method in ("GET", "HEAD") and self.status == HTTPStatus.OK
        return bool(asks) and matches(self._if_none_match, (tag or b"").decode("latin-1"))


def _origin(scope: Any) -> Origin:
    stated = headers(scope, b"x-request-id")
    sane = len(stated) == 1 and _REQUEST_ID.fullmatch(stated[0])
    agents = headers(scope, b"user-agent")
    client = scope.get("client")
    return Origin(
        request_id=stated[0].decode("ascii") if sane else os.urandom(16).hex(),
        ip=client[0] if client else None,
        user_agent=agents[0].decode("latin-1")[:LONGEST_USER_AGENT] if agents else None,
    )


def _log_access(scope: Any, answer: _Answer, seconds: float) -> None:
    """Nothing that a caller could have put a secret into: no path, no query, no body."""
    actor = scope.get("user")
    _log.info(
        "request",
        method=answer.method,
        route=scope.get("path_template"),
        status=answer.status,
        ms=round(seconds * 1000, 2),
        request_id=answer.origin.request_id,
        user_id=str(actor.user_id) if actor else None,
    )
