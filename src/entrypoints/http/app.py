"""The HTTP application: one house behind it, one perimeter around it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Final

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from entrypoints.container import House, open_house
from entrypoints.http.authentication import Gate
from entrypoints.http.body import StrictBody
from entrypoints.http.compression import COMPRESSION
from entrypoints.http.crowd import Crowd
from entrypoints.http.cursor import Cursors
from entrypoints.http.docs import DOCS
from entrypoints.http.headers import given_headers
from entrypoints.http.idempotency import Idempotency
from entrypoints.http.key_set import KEYS
from entrypoints.http.mailbox import MAILBOX
from entrypoints.http.perimeter import Perimeter
from entrypoints.http.policy import methods_of, require_policies, scopes_of
from entrypoints.http.problems import HANDLERS
from entrypoints.http.routes import ROUTES
from entrypoints.logging import access_log, configure_logging
from entrypoints.settings import Environment, Settings, load_settings

FACES: Final = ("identity", "desk", "notifications", "audit")


def create_app(house: House | None = None) -> Litestar:
    """The application on the given house, or on one that it opens and closes by itself."""
    settings = house.settings if house else load_settings()
    if house is None:
        configure_logging(settings)
    in_development = settings.environment is Environment.DEVELOPMENT
    state = State({"house": house, "cursors": Cursors(settings.cursor_secret)})
    app = Litestar(
        route_handlers=[*ROUTES, DOCS, KEYS, *([MAILBOX] if in_development else [])],
        dependencies={face: Provide(_provide(state, face), sync_to_thread=False) for face in FACES},
        state=state,
        lifespan=[_lifespan(settings, house)],
        middleware=[Gate(), Idempotency()],
        exception_handlers=HANDLERS,
        compression_config=COMPRESSION,
        dto=StrictBody,
        return_dto=None,
        openapi_config=None,
        logging_config=None,
        request_max_body_size=settings.body_limit,
    )
    require_policies(app)
    state.methods, state.scopes = methods_of(app), scopes_of(app)
    crowd = Crowd(app.asgi_handler, settings.max_in_flight)
    app.asgi_handler = Perimeter(crowd, given_headers(settings), access_log(settings))
    return app


def _provide(state: State, face: str) -> Callable[[], Any]:
    return lambda: getattr(state.house, face)


def _lifespan(settings: Settings, given: House | None) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        if given:
            async with _working(given):
                yield
            return
        async with open_house(settings) as house:
            app.state.house = house
            async with _working(house):
                yield

    return lifespan


@asynccontextmanager
async def _working(house: House) -> AsyncIterator[None]:
    """Beside its requests the house hears of changes and, where the settings say so, runs its jobs."""
    engine = house.engine
    work = [engine.follow_changes, *([engine.run_worker] if house.settings.runs_worker else [])]
    tasks = [asyncio.ensure_future(one()) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
