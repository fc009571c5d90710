"""The gate in front of every route: who is asking, may they, and does the route take what they say outside the body."""

import re
from typing import Any, Final, cast

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from msgspec.structs import replace

from application.identity.errors import TokenRefused
from application.shared.origin import origin
from domain.shared.access import Actor, Permission, require
from domain.shared.errors import Unauthenticated
from entrypoints.http.parameters import parameters
from entrypoints.http.policy import PUBLIC, IfMatch, policy_of
from entrypoints.http.refusals import HeaderInvalid, IfMatchRequired, QueryInvalid

_BEARER: Final = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] ([A-Za-z0-9._~+/=-]{1,4096})")
_UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Gate(ASGIMiddleware):
    """Everything that can be refused before a body is read."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope = cast("HTTPScope", scope)
        handler = scope["route_handler"]
        policy = policy_of(handler)
        if scope["method"] == "OPTIONS":  # Litestar's own answer knows only the first handler of a path
            allowed = scope["litestar_app"].state.methods[scope["path_template"]]
            await ASGIResponse(status_code=204, headers={"Allow": allowed})(scope, receive, send)
            return
        if policy is not PUBLIC:
            actor = await self._authenticate(scope)
            scope["user"] = actor
            origin.set(replace(origin.get(), actor_id=actor.user_id))
            if isinstance(policy, Permission):
                require(actor.can(policy), f"do this: it takes {policy}")
        if scope["query_string"] and "listing" not in handler.opt:
            _refuse_query(scope["query_string"])
        if scope["method"] in _UNSAFE:
            _check_if_match(scope, handler.opt.get("if_match"))
        await next_app(scope, receive, send)

    async def _authenticate(self, scope: HTTPScope) -> Actor:
        stated = headers(scope, b"authorization")
        if not stated:
            raise Unauthenticated("Log in, and send the access token as a bearer token.")
        bearer = _BEARER.fullmatch(stated[0]) if len(stated) == 1 else None
        if bearer is None:
            raise TokenRefused("The access token is not valid.")
        actor: Actor = await scope["litestar_app"].state.house.identity.authenticate(bearer[1].decode("ascii"))
        return actor


def headers(scope: Any, name: bytes) -> list[bytes]:
    """Every value of a header, in order."""
    return [value for key, value in scope["headers"] if key == name]


def _refuse_query(query: bytes) -> None:
    wrong: dict[str, str] = {}
    stated = parameters(query, wrong)
    raise QueryInvalid("This takes no query parameters.", {name[:100]: "Unknown." for name in stated} | wrong)


def _check_if_match(scope: Scope, rule: IfMatch | None) -> None:
    stated = headers(scope, b"if-match")
    if rule is IfMatch.REQUIRED and not stated:
        raise IfMatchRequired("Send If-Match with the ETag you read, or * to overwrite whatever there is.")
    if len(stated) > 1 or (stated and rule is None):
        raise HeaderInvalid("If-Match cannot be honoured.", {"If-Match": "One at most, and not on this route."})
