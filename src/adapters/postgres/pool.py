"""Connections to the database, made once and lent out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Final, final

import msgspec
import psycopg
from psycopg import AsyncConnection, AsyncRawCursor, pq
from psycopg.adapt import AdaptersMap
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from adapters.postgres.connection import CONNECT_TIMEOUT, Connection
from adapters.postgres.failures import refusals
from domain.shared.errors import Refusal, Unavailable

OLDEST_SERVER: Final = 15
"""`NULLS NOT DISTINCT` came with it, and it is Debian 12's own."""

LOCK_TIMEOUT: Final = 2.0
IDLE_IN_TRANSACTION: Final = 10.0
MAX_IDLE: Final = 30.0
"""Seconds, all of them."""

SILENCE: Final = 0.5
"""Seconds that a server may take beyond the time limit of a statement before it is taken for dead."""


@final
class Pool(AsyncConnectionPool[Connection]):
    """Whoever finds all connections lent waits here, in order: the library's own queue costs a task for each."""

    def __init__(self, *args: Any, max_size: int, **settings: Any) -> None:
        super().__init__(*args, max_size=max_size, **settings)
        self._turns = asyncio.Semaphore(max_size)

    async def getconn(self, timeout: float | None = None) -> Connection:  # noqa: ASYNC109 - as the library has it
        if self._turns.locked():
            try:
                async with asyncio.timeout(self.timeout if timeout is None else timeout):
                    await self._turns.acquire()
            except TimeoutError:
                raise PoolTimeout("All connections are lent.") from None
        else:
            await self._turns.acquire()
        try:
            return await super().getconn(timeout)
        except BaseException:
            self._turns.release()
            raise

    async def putconn(self, conn: Connection) -> None:
        try:
            await super().putconn(conn)
        finally:
            self._turns.release()


class DatabaseUnfit(Unavailable):
    """The house does not start on this database, or with this driver."""

    code = "POSTGRES_UNFIT"


@asynccontextmanager
async def open_pool(
    database_url: str,
    *,
    min_size: int = 2,
    max_size: int = 10,
    wait: float = 2.0,
    statement_timeout: float = 5.0,
    prepares: bool = True,
    application_name: str = "tixgenius",
) -> AsyncIterator[Pool]:
    """A pool whose connections commit each statement by itself. Unavailable when nothing answers, else DatabaseUnfit.

    `wait` is how many seconds somebody may wait for a connection, `statement_timeout` how many a statement may take.
    Prepared statements do not get along with a PgBouncer before 1.21 in transaction mode: `prepares` is False there.
    """
    if pq.__impl__ == "python":
        raise DatabaseUnfit("psycopg runs without its C library, which the house needs: install psycopg[binary].")
    settings = {
        "statement_timeout": statement_timeout,
        "lock_timeout": LOCK_TIMEOUT,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION,
    }
    options = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in settings.items())
    patience = statement_timeout + SILENCE

    async def configure(connection: Connection) -> None:
        connection.patience = patience

    pool = Pool(
        database_url,
        connection_class=Connection,
        configure=configure,
        kwargs={
            "autocommit": True,
            "cursor_factory": AsyncRawCursor,
            "prepare_threshold": 5 if prepares else None,
            "context": _adapters(),
            "options": f"{options} -c timezone=UTC -c client_encoding=UTF8",
            "application_name": application_name,
            "connect_timeout": CONNECT_TIMEOUT,
        },
        min_size=min_size,
        max_size=max_size,
        timeout=wait,
        max_idle=MAX_IDLE,
        name=application_name,
        open=False,
    )
    await _probe(database_url)
    async with pool:
        yield pool


async def ready(pool: Pool, *, within: float = 1.0) -> bool:
    """Whether the database answers within so many seconds."""
    with suppress(psycopg.Error, Refusal):
        async with pool.connection(timeout=within) as connection:
            usual, connection.patience = connection.patience, within
            try:
                await connection.execute("SELECT 1")
            finally:
                connection.patience = usual
            return True
    return False


@final
class Borrowed:
    """A connection for the length of a block. After a cancellation it is closed: what state it is in, nobody knows."""

    __slots__ = ("_connection", "_pool")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __aenter__(self) -> Connection:
        self._connection = await self._pool.getconn()
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await give_back(self._pool, self._connection, doubtful=kind is not None and not issubclass(kind, Exception))


async def give_back(pool: Pool, connection: Connection, *, doubtful: bool) -> None:
    """Return a connection; a doubtful one is closed first, and the pool makes another."""
    if doubtful:
        await connection.close()
        await asyncio.shield(pool.putconn(connection))
    else:
        await pool.putconn(connection)


async def replace_lost(pool: Pool) -> None:
    """After one connection was found lost, look after the others too: a server that restarted dropped them all."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CONNECT_TIMEOUT):
            await pool.check()


async def _probe(database_url: str) -> None:
    """One connection by itself says more clearly what is wrong than a pool that does not fill."""
    with refusals():
        connection = await AsyncConnection.connect(database_url, connect_timeout=CONNECT_TIMEOUT)
    async with connection:
        version = connection.info.server_version // 10_000
        encoding = connection.info.parameter_status("server_encoding")
    if version < OLDEST_SERVER:
        raise DatabaseUnfit(f"The database server is PostgreSQL {version}; the house needs {OLDEST_SERVER} or newer.")
    if encoding != "UTF8":
        raise DatabaseUnfit(
            f"The database is encoded in {encoding}; the house needs UTF8:"
            " CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'."
        )


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    set_json_loads(_read_json, adapters)
    return adapters


def _read_json(text: str | bytes) -> Any:
    return msgspec.json.decode(text)
