"""All commands in one place, and what becomes of them when they fail."""

import os
import signal
import sys
from importlib.metadata import version
from types import FrameType
from typing import NoReturn

from cyclopts import App

from domain.shared.errors import Refusal
from entrypoints.cli import (
    api_keys,
    audit,
    doctor,
    export_tickets,
    import_tickets,
    jobs,
    keys,
    migrate,
    openapi,
    report,
    seed,
    serve,
    sessions,
    sla,
    users,
    work,
)
from entrypoints.cli.console import complain, complain_of
from entrypoints.settings import SettingsRefused

app = App(
    name="tixgenius",
    help="The back office of a small software company. Settings come from the environment and .env files.",
    help_format="markdown",
    version=lambda: version("tixgenius"),
)

app.command(serve.serve)
app.command(work.worker)
app.command(migrate.app)
app.command(seed.seed)
app.command(import_tickets.app)
app.command(export_tickets.app)
app.command(report.app)
app.command(users.app)
app.command(sessions.app)
app.command(keys.app)
app.command(api_keys.app)
app.command(sla.app)
app.command(jobs.app)
app.command(audit.app)
app.command(doctor.doctor)
app.command(openapi.openapi)


def main() -> NoReturn:
    """Run the command named by the arguments. Exit codes: 1 refused, 2 not understood, 130 and 143 interrupted."""
    signal.signal(signal.SIGTERM, _end)
    try:
        app()
    except Refusal as refusal:
        complain_of(refusal)
    except SettingsRefused as refused:
        for name, problem in refused.problems.items():
            complain(f"{name}: {problem}")
    except BrokenPipeError:
        # Whoever read our output has left; Python must not stumble over it once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as problem:
        complain(f"{f'{problem.filename}: ' if problem.filename else ''}{problem.strerror or problem}")
    sys.exit(1)


def _end(number: int, _: FrameType | None) -> NoReturn:
    """Unwind instead of dying on the spot, so that an embedded database is stopped."""
    raise SystemExit(128 + number)
