"""Where and on what a run was made: figures mean nothing without it."""

import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from bench.paths import NODE, ROOT
from bench.world import World

_PYTHON = ("litestar", "uvicorn", "granian", "uvloop", "psycopg", "psycopg-pool", "asyncpg", "sqlalchemy", "msgspec")
_PEERS = ("fastapi", "starlette", "pydantic", "pyjwt", "django", "django-ninja")


def machine(world: World) -> dict[str, Any]:
    with psycopg.connect(world.database_url) as database:
        server = database.info.server_version
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kernel": platform.release(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "commit": _said("git", "-C", str(ROOT), "describe", "--always", "--dirty").partition("fatal")[0] or "unknown",
        "versions": {
            "python": platform.python_version(),
            "postgresql": f"{server // 10_000}.{server % 10_000}",
            "wrk": _said("wrk", "-v").partition("wrk ")[2].partition(" ")[0],
            "node": _said("node", "--version"),
            **{one.name.lower(): one.version for one in distributions() if one.name.lower() in _PYTHON + _PEERS},
            **_node_packages(),
        },
    }


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _node_packages() -> dict[str, str]:
    """As installed, each by its own package.json."""
    wanted = msgspec.json.decode((NODE / "package.json").read_bytes())["dependencies"]
    files = {name: NODE / "node_modules" / name / "package.json" for name in wanted}
    return {name: msgspec.json.decode(file.read_bytes())["version"] for name, file in files.items() if file.exists()}


def _said(*command: str) -> str:
    """The first line that a program says; nothing where there is no such program."""
    if not shutil.which(command[0]):
        return ""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip().partition("\n")[0]
