"""`Idempotency-Key`: however often a request is sent, it happens once, and every time it is answered the same.

Honoured on every POST of somebody who is logged in. Where an answer holds a secret, which is never kept, the handler
does it by itself: registration repeated is answered with fresh tokens; an API key is shown once, and repeated it is
refused. Logging in makes nothing that a key could protect.
Nor does what is `unkeyed`: it counts failures, which the transaction around a keyed request would take back, or its
answer is a secret that can be had anew.
"""

import hmac
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from litestar import Request
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from application.shared.ports import Attempt, IdempotencyKey, KeptAnswer
from domain.shared.access import HOUSE
from entrypoints.http.policy import PUBLIC, policy_of
from entrypoints.http.refusals import HeaderInvalid
from entrypoints.http.request_headers import headers

Effect = TypeVar("Effect")

REPLAYED: Final = (b"idempotency-replayed", b"true")
_KEY: Final = re.compile(rb"[\x20-\x7e]{1,255}")


class _NotKept(Exception):
    """Undoes the transaction of a request that was refused."""


class Idempotency(ASGIMiddleware):
    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope = cast("HTTPScope", scope)
        if not _is_keyed(scope["route_handler"], scope["method"]) or not headers(scope, b"idempotency-key"):
            await next_app(scope, receive, send)
            return
        # Whoever repeats the request may not understand the compression of today.
        scope["headers"] = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        key = await key_of(scope, receive, scope["user"].user_id)
        recorded = _Recorded()
        try:
            async with scope["litestar_app"].state.house.answers.attempt(key) as attempt:
                if attempt.answered is None:
                    await next_app(scope, receive, recorded)
                    await recorded.keep(attempt)
                else:
                    recorded.replay(attempt.answered)
        except _NotKept:
            pass
        await recorded.send_to(send)


def honours_keys(handler: HTTPRouteHandler) -> bool:
    return "once" in handler.opt or any(_is_keyed(handler, method) for method in handler.http_methods)


def _is_keyed(handler: Any, method: str) -> bool:
    """Whether a transaction around the whole request sees to it, and the answer is kept."""
    return method == "POST" and policy_of(handler) is not PUBLIC and not {"once", "unkeyed"} & handler.opt.keys()


class _Recorded:
    """An answer on its way: held back until its effect has been committed."""

    def __init__(self) -> None:
        self._start: Any = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    async def keep(self, attempt: Attempt) -> None:
        if self._start["status"] >= HTTPStatus.MULTIPLE_CHOICES:
            raise _NotKept
        kept = {name.decode("latin-1"): value.decode("latin-1") for name, value in self._start["headers"]}
        await attempt.keep(KeptAnswer(self._start["status"], kept, bytes(self._body)))

    def replay(self, kept: KeptAnswer) -> None:
        given = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept.headers.items()]
        self._start = {"type": "http.response.start", "status": kept.status, "headers": [*given, REPLAYED]}
        self._body += kept.body

    async def send_to(self, send: Send) -> None:
        await send(self._start)
        await send({"type": "http.response.body", "body": bytes(self._body), "more_body": False})


async def key_of(scope: HTTPScope, receive: Receive, user_id: UUID = HOUSE) -> IdempotencyKey:
    """The key a request carries, with all that must be the same for requests to be one.

    The fingerprint is keyed, because a body may hold a password.
    """
    stated = headers(scope, b"idempotency-key")
    if len(stated) != 1 or not _KEY.fullmatch(stated[0]):
        raise HeaderInvalid(
            "The key cannot be used.", {"Idempotency-Key": "One, of 1 to 255 printable ASCII characters."}
        )
    body = await Request[Any, Any, Any](scope, receive).body()
    secret = scope["litestar_app"].state.house.settings.cursor_secret.encode()
    content = b"request\0" + scope["path"].encode() + b"\0" + body
    return IdempotencyKey(
        user_id=user_id,
        key=stated[0].decode("ascii"),
        operation=f"{scope['method']} {scope['path_template']}",
        fingerprint=hmac.digest(secret, content, "sha256"),
    )


async def once(request: Request[Any, Any, Any], effect: Callable[[], Awaitable[Effect]]) -> Effect | None:
    """Have the effect and tell what it was, or None when this very request, by its key, had it before.

    What is answered is the handler's own affair, each time.
    """
    if not headers(request.scope, b"idempotency-key"):
        return await effect()
    user = request.scope.get("user")
    key = await key_of(request.scope, request.receive, user.user_id if user else HOUSE)
    async with request.app.state.house.answers.attempt(key) as attempt:
        if attempt.answered is not None:
            return None
        had = await effect()
        await attempt.keep(KeptAnswer(HTTPStatus.CREATED, {}, b""))
    return had
