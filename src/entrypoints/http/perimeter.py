"""Around everything, also what no route answers: request ids, headers, HEAD, 304 and the access log."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from random import getrandbits
from time import perf_counter
from typing import Any, Final

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from application.shared.origin import Origin, origin
from entrypoints.http.conditional import matches
from entrypoints.http.problems import answer_failure
from entrypoints.logging import AccessLine, AccessLog

LONGEST_USER_AGENT: Final = 300

_OF_CONTENT: Final = frozenset({b"content-length", b"content-type", b"content-encoding"})
_REQUEST_ID: Final = re.compile(rb"[!-~]{1,128}")


class Perimeter:
    """Wraps the whole application; Litestar's own middleware does not see what has no route."""

    def __init__(self, app: ASGIApp, given_headers: Iterable[tuple[bytes, bytes]], access_log: AccessLog) -> None:
        self._app = app
        self._headers = tuple(given_headers)
        self._access_log = access_log

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
        except Exception as error:
            if answer.status:
                raise
            await answer_failure(Request(scope), error)(scope, receive, answer.send)
        finally:
            origin.reset(token)
            actor = scope.get("user")
            self._access_log(
                AccessLine(
                    method=answer.method,
                    route=scope.get("path_template"),
                    status=answer.status,
                    ms=round((perf_counter() - started) * 1000, 2),
                    request_id=answer.request_id,
                    user_id=actor.user_id if actor else None,
                )
            )


class _Answer:
    """One answer on its way out."""

    __slots__ = ("_headers", "_if_none_match", "_is_bodiless", "_send", "method", "origin", "request_id", "status")

    def __init__(self, scope: Any, send: Send, given_headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self.method: str = scope["method"]
        self.status = 0
        self._send = send
        self._headers = given_headers
        self._is_bodiless = self.method == "HEAD"
        self._read(scope)

    def _read(self, scope: Any) -> None:
        """What is asked of headers here, in one walk over them: each request pays for it."""
        ids: list[bytes] = []
        known: list[bytes] = []
        agent: str | None = None
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                ids.append(value)
            elif name == b"if-none-match":
                known.append(value)
            elif name == b"user-agent" and agent is None:
                agent = value[:LONGEST_USER_AGENT].decode("latin-1")
        sane = len(ids) == 1 and _REQUEST_ID.fullmatch(ids[0])
        self.request_id = ids[0].decode("ascii") if sane else f"{getrandbits(128):032x}"
        self._if_none_match = b", ".join(known).decode("latin-1")
        client = scope.get("client")
        self.origin = Origin(request_id=self.request_id, ip=client[0] if client else None, user_agent=agent)

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
        if self._if_none_match and self._is_known(names.get(b"etag")):
            self.status, self._is_bodiless = HTTPStatus.NOT_MODIFIED, True
            stated = [header for header in stated if header[0] not in _OF_CONTENT]
        stated += [header for header in self._headers if header[0] not in names]
        stated.append((b"x-request-id", self.request_id.encode()))
        return {**message, "status": self.status, "headers": stated}

    def _is_known(self, tag: bytes | None) -> bool:
        if tag is None or self.status != HTTPStatus.OK or self.method not in {"GET", "HEAD"}:
            return False
        return matches(self._if_none_match, tag.decode("latin-1"))
