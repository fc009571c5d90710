"""What is measured: the house, the floors below it and the peers beside it."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from bench.paths import NODE, ROOT

Kind = Literal["ours", "floor", "peer"]
SERVER_CORE: Final = 0
LOAD_CORE: Final = 1
"""The load and the database share a core, so that the server under test has one for itself."""

_BIN: Final = Path(sys.executable).parent
_GRANIAN: Final = (str(_BIN / "granian"), "--host", "127.0.0.1", "--workers", "1", "--loop", "uvloop", "--no-ws")
_RSGI: Final = (*_GRANIAN, "--interface", "rsgi", "--log-level", "warning", "--port")
_HOUSE: Final = (sys.executable, "-m", "bench.ours.serve", "--port")
_UVICORN: Final = (str(_BIN / "uvicorn"), "--host", "127.0.0.1", "--loop", "uvloop", "--http", "httptools")
_UVICORN_QUIET: Final = (*_UVICORN, "--no-access-log", "--log-level", "warning", "--port")
_NODE_PRODUCTION: Final = {"NODE_ENV": "production", "TZ": "UTC"}
_WSGI: Final = (*_GRANIAN, "--interface", "wsgi", "--blocking-threads", "10", "--log-level", "warning", "--port")
_DJANGO: Final = {"DJANGO_SETTINGS_MODULE": "bench.peers.django_ninja.settings"}
_IN_PRODUCTION: Final = {
    "ENVIRONMENT": "production",
    "POOL_MIN": "10",
    "POOL_MAX": "10",
    "MAX_IN_FLIGHT": "1000",
    "ACCOUNT_FAILURES": "1000000000",  # wrong passwords are asked about by the hundred
    "ADDRESS_FAILURES": "1000000000",
}


@dataclass(frozen=True, slots=True)
class Stack:
    """`command` gets the port as its next argument, unless `port_in` names the environment variable for it."""

    name: str
    kind: Kind
    says: str
    command: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    is_quick: bool = False

    @property
    def is_node(self) -> bool:
        return self.command[0] == "node"

    def started_with(self, port: int) -> list[str]:
        return [*pinned(SERVER_CORE), *self.command, str(port), *self.arguments]

    @property
    def folder(self) -> Path:
        return NODE if self.is_node else ROOT


OURS: Final = "ours"
OURS_QUIET: Final = "ours, no access log"
FLOOR: Final = "floor"
TRANSACTION_FLOOR: Final = "floor, POST in a transaction"

STACKS: Final = (
    Stack(
        OURS,
        "ours",
        "as `tixgenius serve` runs in production, access log on",
        _HOUSE,
        (),
        _IN_PRODUCTION,
        is_quick=True,
    ),
    Stack(
        OURS_QUIET,
        "ours",
        "the same with LOG_LEVEL=warning: no other stack here writes a log",
        _HOUSE,
        (),
        {**_IN_PRODUCTION, "LOG_LEVEL": "warning"},
        is_quick=True,
    ),
    Stack(
        "ours, tokens verified",
        "ours",
        "the same, remembering no token: each is verified by PyJWT, as the peers verify theirs",
        _HOUSE,
        (),
        {**_IN_PRODUCTION, "LOG_LEVEL": "warning", "BENCH_REMEMBERED_TOKENS": "0"},
    ),
    Stack(
        FLOOR,
        "floor",
        "granian RSGI + psycopg, POST as one statement",
        _RSGI,
        ("bench.floors.psycopg:one",),
        is_quick=True,
    ),
    Stack(
        TRANSACTION_FLOOR,
        "floor",
        "granian RSGI + psycopg, POST as BEGIN, two INSERTs, COMMIT",
        _RSGI,
        ("bench.floors.psycopg:several",),
        is_quick=True,
    ),
    Stack(
        "floor, asyncpg", "floor", "granian RSGI + asyncpg, POST as one statement", _RSGI, ("bench.floors.asyncpg:app",)
    ),
    Stack(
        "FastAPI + ORM",
        "peer",
        "uvicorn, FastAPI, SQLAlchemy's ORM on asyncpg, PyJWT",
        _UVICORN_QUIET,
        ("bench.peers.fastapi_orm.app:app",),
    ),
    Stack(
        "Django Ninja",
        "peer",
        "granian WSGI with ten threads, Django's ORM and pool on psycopg, PyJWT",
        _WSGI,
        ("bench.peers.django_ninja.wsgi:application",),
        _DJANGO,
    ),
    Stack(
        "Fastify + pg",
        "peer",
        "schemas compiled both ways, named statements, fast-jwt",
        ("node", "fastify.js"),
        (),
        _NODE_PRODUCTION,
    ),
    Stack(
        "Express + pg",
        "peer",
        "zod, named statements, jsonwebtoken with a KeyObject",
        ("node", "express.js"),
        (),
        _NODE_PRODUCTION,
    ),
    Stack(
        "Express + pg, string secret",
        "peer",
        "the same with the secret as a string, as often written: jsonwebtoken makes a key of it for every request",
        ("node", "express.js"),
        (),
        {**_NODE_PRODUCTION, "JWT_KEY": "string"},
    ),
    Stack(
        "Express + Prisma",
        "peer",
        "zod, Prisma 7 on its adapter for pg with named statements, jsonwebtoken with a KeyObject",
        ("node", "express.js"),
        (),
        {**_NODE_PRODUCTION, "STORE": "prisma"},
    ),
)


def chosen(*, quick: bool, only: frozenset[str] = frozenset()) -> list[Stack]:
    """The stacks of a run, which are always measured against ours. Those that cannot run here are named loudly."""
    wanted = [stack for stack in STACKS if (stack.name in only if only else stack.is_quick or not quick)]
    if unknown := only - {stack.name for stack in STACKS}:
        sys.exit(f"No such stack: {', '.join(sorted(unknown))}. There are: {', '.join(one.name for one in STACKS)}.")
    if OURS not in {stack.name for stack in wanted}:
        wanted.insert(0, STACKS[0])
    return [stack for stack in wanted if _can_run(stack)]


def _can_run(stack: Stack) -> bool:
    if not stack.is_node:
        return True
    if shutil.which("node") is None or shutil.which("npm") is None:
        shout(f"There is no Node here: {stack.name} is NOT measured.")
        return False
    return True


def shout(what: str) -> None:
    print(f"!!! {what} !!!", file=sys.stderr, flush=True)


def pinned(core: int) -> list[str]:
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(core)] if taskset else []
