"""A server as operators start it, and people who only know its address."""

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.e2e.http.people import PASSWORD, Person
from tests.support import postgres
from tests.support.command_line import CommandLine

ADMIN = "admin@example.com"
READY = r"TixGenius serves (http://[^ ]+) "


def free_port() -> str:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return str(holder.getsockname()[1])


def command_line(folder: Path, **settings: str) -> CommandLine:
    """`tixgenius` with a first admin whose password is known."""
    return CommandLine(folder, ADMIN_EMAIL=ADMIN, ADMIN_PASSWORD=PASSWORD, PORT=free_port(), **settings)


@pytest.fixture(scope="session")
def address(databases: postgres.Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where two serving processes and a worker on one database are reached, for all journeys."""
    settings = {"DATABASE_URL": databases.create(), "EMBEDDED_WORKER": "true", "WORKERS": "2"}
    with command_line(tmp_path_factory.mktemp("server"), **settings).running("serve") as server:
        yield server.wait_for(READY)[1]


@pytest.fixture
async def admin(address: str) -> AsyncIterator[Person]:
    async with Person(address, ADMIN) as admin:
        await admin.log_in()
        yield admin
