"""`tixgenius serve`: the HTTP API, with all it needs around it."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pkgutil import resolve_name
from typing import Annotated, Final

import uvloop
from cyclopts import Parameter
from cyclopts.validators import Number
from msgspec.structs import replace
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE

from entrypoints.cli.console import out
from entrypoints.cli.doors import HTTP_APP, HTTP_PROTOCOL
from entrypoints.cli.first_admin import ensure_first_admin
from entrypoints.cli.listening import bound, not_free
from entrypoints.cli.opening import prepare
from entrypoints.cli.servers import AnnouncedProcesses, AnnouncedServer
from entrypoints.container import database, open_house
from entrypoints.logging import configure_logging
from entrypoints.settings import Settings, load_settings

LAST_REQUESTS: Final = 20
"""Seconds that requests at hand may still take; with what else has to close it stays below 30."""

SIGN_OF_LIFE: Final = 30
"""Seconds within which a process must answer the one that looks after it; starting on a busy machine takes some."""


def serve(
    *,
    host: Annotated[str | None, Parameter(help="Address to listen on; HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, Parameter(help="PORT, else 8000.", validator=Number(gte=1, lte=65_535))] = None,
    workers: Annotated[int | None, Parameter(help="Processes; WORKERS, else 1.", validator=Number(gte=1))] = None,
) -> int:
    """Serve the HTTP API until stopped (Ctrl-C or SIGTERM).

    Without DATABASE_URL a PostgreSQL of our own is started in DATA_DIR, and jobs are run here too. The schema is
    brought up to date; the first admin is made from ADMIN_EMAIL and ADMIN_PASSWORD, or gets a password shown once.
    """
    stated = {"host": host, "port": port, "workers": workers}
    settings = replace(load_settings(), **{name: value for name, value in stated.items() if value is not None})
    configure_logging(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), closing(bound(settings.host, settings.port)) as listening:
        return _serve(settings, listening)
    return 0


def _serve(settings: Settings, listening: socket.socket) -> int:
    with database(settings) as placed:
        prepare(placed, migrates=True)
        if placed.workers > 1 and placed.database_url is not None:
            return _serve_with_many(placed, listening)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve_here(placed, listening))
    return 0


async def _serve_here(settings: Settings, listening: socket.socket) -> None:
    async with open_house(settings) as house:
        await ensure_first_admin(house)
        server = AnnouncedServer(_config(resolve_name(HTTP_APP)(house), settings), lambda: _announce(settings))
        with _signals_are_welcome():
            try:
                await server.serve([listening])
            except OSError as problem:
                raise not_free(settings.host, settings.port, problem) from problem


def _serve_with_many(settings: Settings, listening: socket.socket) -> int:
    """Processes of their own serve; this one holds the database and looks after them."""

    async def make_admin() -> None:
        async with open_house(settings) as house:
            await ensure_first_admin(house)

    asyncio.run(make_admin())
    os.environ |= {"DATABASE_URL": str(settings.database_url), "EMBEDDED_WORKER": str(settings.runs_worker).lower()}
    config = _config("entrypoints.cli.servers:settled_app", settings, factory=True, workers=settings.workers)
    processes = AnnouncedProcesses(config, [listening], lambda: _announce(settings))
    processes.run()
    return 1 if STARTUP_FAILURE in {process.exitcode for process in processes.processes} else 0


def _config(app: object, settings: Settings, *, factory: bool = False, workers: int = 1) -> Config:
    return Config(
        app,  # type: ignore[arg-type] # an application, or where to import its factory from
        factory=factory,
        workers=workers,
        loop="uvloop",
        http=HTTP_PROTOCOL,
        lifespan="on",
        log_config=None,
        log_level="warning",  # what it does well is said by `_announce`
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=LAST_REQUESTS,
        timeout_worker_healthcheck=SIGN_OF_LIFE,
    )


def _announce(settings: Settings) -> None:
    address = settings.address
    out.print(f"TixGenius serves {address} · docs {address}/api-docs · stop with Ctrl-C", markup=False)


@contextmanager
def _signals_are_welcome() -> Iterator[None]:
    """The server ends in good order on a signal, then raises it once more, which would make the exit code a failure."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
