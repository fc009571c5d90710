"""More at once than can be served well is turned away at the door, so that those inside are served well."""

from typing import Final

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send, WebSocketReceiveMessage

from entrypoints.http.problems import answer_refusal
from entrypoints.http.refusals import TooBusy

_HEALTH: Final = "/health/"


class Crowd:
    """Lets at most so many requests in at the same time; health is asked for however many there are.

    A limit and no queue: whoever waits in one is gone before it is their turn, and is served all the same.
    Whoever is still sending waits outside, or a few hundred who send slowly would keep everybody else out.
    """

    def __init__(self, app: ASGIApp, at_most: int) -> None:
        self._app = app
        self._at_most = at_most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"].startswith(_HEALTH):
            await self._app(scope, receive, send)
        elif self._inside >= self._at_most:
            await answer_refusal(Request(scope), _refusal())(scope, receive, send)
        else:
            self._inside += 1
            try:
                await self._app(scope, lambda: self._received(receive), send)
            finally:
                self._inside -= 1

    async def _received(self, receive: Receive) -> HTTPReceiveMessage | WebSocketReceiveMessage:
        self._inside -= 1
        try:
            message = await receive()
        finally:
            self._inside += 1
        if self._inside > self._at_most:
            raise _refusal()
        return message


def _refusal() -> TooBusy:
    return TooBusy("Too many requests at once; please try again in a moment.", retry_after=1)
