"""For whoever watches over the process: does it live, and can it work."""

import asyncio
from typing import Final

from litestar import Request, get
from msgspec import Struct

from domain.shared.errors import Unavailable
from entrypoints.http.envelope import Answer, unsaved
from entrypoints.http.policy import PUBLIC

PATIENCE: Final = 1.0
"""Seconds until a dependency that does not answer counts as down."""


class Health(Struct, frozen=True):
    """`dependencies` says `up` or `down` of each."""

    status: str
    dependencies: dict[str, str]


class NotReady(Unavailable):
    code = "NOT_READY"


@get("/health/live", policy=PUBLIC)
async def live() -> Answer[Health]:
    """The process answers, whatever it stands on."""
    return unsaved(Health("ok", {}))


@get("/health/ready", policy=PUBLIC, refusals=(NotReady,))
async def ready(request: Request) -> Answer[Health]:  # type: ignore[type-arg] # Litestar reads the bare class
    """Everything needed to serve is there; what it can do without may be down."""
    engine = request.app.state.house.engine
    try:
        async with asyncio.timeout(PATIENCE):
            states = await engine.readiness()
    except TimeoutError:
        states = {"dependencies": False}
    named = {name: "up" if is_up else "down" for name, is_up in states.items()}
    if not all(is_up or name in engine.dispensable for name, is_up in states.items()):
        problem = NotReady("Something needed is down.")
        problem.details = named
        raise problem
    return unsaved(Health("ok", named))
