"""`tixgenius worker`."""

from pkgutil import resolve_name

from domain.shared.errors import Conflict
from entrypoints.cli.console import say
from entrypoints.cli.doors import WORKER
from entrypoints.cli.opening import prepare
from entrypoints.container import database
from entrypoints.logging import configure_logging
from entrypoints.settings import load_settings


class NothingToWorkOn(Conflict):
    code = "CLI_NOTHING_TO_WORK_ON"


async def worker() -> None:
    """Run jobs until stopped (Ctrl-C or SIGTERM); those at hand are finished first.

    A server with its own PostgreSQL does this itself.
    """
    settings = load_settings()
    if settings.shelf == "memory":
        raise NothingToWorkOn("A house in memory reacts by itself.")
    configure_logging(settings)
    with database(settings) as placed:
        prepare(placed, migrates=settings.is_embedded)
        await resolve_name(WORKER)(placed, announce=lambda: say("Working. Stop with Ctrl-C."))
    say("Stopped.")
