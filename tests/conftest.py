"""Databases for whoever asks; tests that ask for none start none."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import postgres
from tests.support.redis import RedisServer, redis_server


def server_folder(config: pytest.Config) -> Path:
    """Kept between runs, for starting a server is quicker than making its data; `make clean` takes it away."""
    return config.rootpath / ".pytest_cache" / "postgres"


def pytest_configure(config: pytest.Config) -> None:
    """Let SIGTERM end a run as Ctrl-C does: with everything stopped."""
    if not hasattr(config, "workerinput"):
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop_left_over(server_folder(config))


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config, testrun_uid: str) -> Iterator[postgres.Databases]:
    with postgres.server(server_folder(pytestconfig)) as url:
        made = postgres.Databases(url, testrun_uid[:8])
        yield made
        made.close()


@pytest.fixture(scope="session")
def database_url(databases: postgres.Databases, worker_id: str) -> str:
    """A migrated database of this test process; `clean_database` empties it."""
    return databases.create(worker_id)


@pytest.fixture
def clean_database(database_url: str) -> str:
    """The database of this test process, empty."""
    postgres.empty(database_url)
    return database_url


@pytest.fixture
def fresh_database_url(databases: postgres.Databases) -> Iterator[str]:
    """A migrated database for one test, for what changes more than rows."""
    url = databases.create()
    yield url
    databases.drop(url)


@pytest.fixture
def empty_database_url(databases: postgres.Databases) -> Iterator[str]:
    """A database without any schema, for one test."""
    url = databases.create_empty()
    yield url
    databases.drop(url)


@pytest.fixture
def scratch_folder() -> Iterator[Path]:
    """For a server of one's own, with settings that survive crashes."""
    with postgres.scratch_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer]:
    """For whoever does it no harm; what lies in it is of no use to others."""
    with postgres.scratch_folder() as folder, redis_server(folder) as server:
        yield server


@pytest.fixture
def own_redis(scratch_folder: Path) -> Iterator[RedisServer]:
    """For one test, to be killed and stopped."""
    with redis_server(scratch_folder) as server:
        yield server
