"""The house as `tixgenius serve` starts it, with one route more: what a request costs that asks for nothing."""

import os
import sys
from typing import Final

from litestar import Litestar, Router, get
from msgspec import Struct

from adapters.jwt import tokens
from entrypoints.cli import serve as serving
from entrypoints.container import House
from entrypoints.http import app
from entrypoints.http.envelope import BASE, Answer, success
from entrypoints.http.policy import AUTHENTICATED

REMEMBERED: Final = "BENCH_REMEMBERED_TOKENS"
"""How many verified tokens are remembered, where that is not what the house has decided."""


class Pong(Struct, frozen=True):
    pong: bool


@get("/ping", policy=AUTHENTICATED)
async def ping() -> Answer[Pong]:
    """Through the perimeter, the gate and the envelope, and nothing behind them."""
    return success(Pong(pong=True))


def create_app(house: House | None = None) -> Litestar:
    made = app.create_app(house)
    made.register(Router(BASE, route_handlers=[ping]))
    return made


if __name__ == "__main__":
    serving.HTTP_APP = f"{__package__}.serve:create_app"  # type: ignore[attr-defined] # the one thing that is not as served
    if REMEMBERED in os.environ:
        tokens.REMEMBERED = int(os.environ[REMEMBERED])  # type: ignore[misc]
    port = int(sys.argv[sys.argv.index("--port") + 1])
    sys.exit(serving.serve(port=port))
