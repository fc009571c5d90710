"""One transaction of the database for the whole of a unit of work, and single statements outside of any."""

import asyncio
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Final, final

import psycopg
from psycopg import AsyncCursor
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Composed

from adapters.postgres.connection import Connection
from adapters.postgres.failures import is_lost, refusals
from adapters.postgres.pool import SILENCE, Borrowed, Pool, give_back, replace_lost
from adapters.postgres.sql import Parameters, Statement
from domain.shared.errors import Refusal

_NOTHING: Final[Parameters] = {}
_BEGIN: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Each statement sees what was committed before it, on which "lock first, then count" stands."""

_SAVE: Final = SQL("SAVEPOINT part")
_RESTORE: Final = SQL("ROLLBACK TO SAVEPOINT part")
_RELEASE: Final = SQL("RELEASE SAVEPOINT part")
"""Those with the same name hide each other, so that one that is over has to be released."""

Rows = list[TupleRow]


@final
class Transaction:
    """Begins with its first statement, unless all there is to do is one insert: that is atomic by itself.

    So an insert waits for what comes after it, and is refused at the end of the work when nothing does.
    `loaded` holds every entity as the database has it; `has_job` says whether its events have their job yet.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.is_open = True
        self.has_job = False
        self.loaded: dict[Hashable, Any] = {}
        self._waiting: tuple[str, list[Any]] | None = None
        self._connection: Connection | None = None
        self._beginning = asyncio.Lock()
        self._usual_patience: float | None = None

    @property
    def has_begun(self) -> bool:
        return self._connection is not None

    async def run(self, statement: Statement, parameters: Parameters = _NOTHING, *, removing: bool = False) -> Rows:
        connection = await self.connection()
        with refusals(removing=removing):
            return await connection.rows(statement.text, statement.values(parameters))

    async def insert(self, statement: Statement, parameters: Parameters) -> None:
        if self._connection is None and self._waiting is None:
            self._waiting = statement.text, statement.values(parameters)
        else:
            await self.run(statement, parameters)

    async def execute(self, command: SQL | Composed, values: Sequence[Any] | None = None) -> AsyncCursor[TupleRow]:
        """Run what was put together by hand: locks, and statements about many rows."""
        connection = await self.connection()
        with refusals():
            return await connection.execute(command, values)

    async def take_time(self, seconds: float) -> None:
        """Give each statement of this transaction so long, which is more than a request's may have."""
        connection = await self.connection()
        self._usual_patience, connection.patience = connection.patience, seconds + SILENCE
        await self.execute(SQL("SET LOCAL statement_timeout = {}").format(round(seconds * 1000)))

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """A block of which nothing stays when it raises: not in the database, nor of what is known of it here."""
        before, had_job = self.loaded.copy(), self.has_job
        await self.execute(_SAVE)
        try:
            yield
        except Exception:
            await self.execute(_RESTORE)
            await self.execute(_RELEASE)
            self.loaded, self.has_job = before, had_job
            raise
        await self.execute(_RELEASE)

    async def connection(self) -> Connection:
        """The connection, inside the transaction."""
        if self._connection is None:
            async with self._beginning:
                if self._connection is None:
                    self._connection = await self._begun()
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            with refusals():
                await self._connection.rows(*waiting)
        return self._connection

    async def end(self, error: type[BaseException] | None) -> None:
        """Commit, or roll back when something was raised; a cancelled connection is closed instead."""
        self.is_open = False
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._end(connection, error)
        elif self._waiting is not None and error is None:
            await _store(self.pool, *self._waiting)

    async def _end(self, connection: Connection, error: type[BaseException] | None) -> None:
        doubtful = True
        try:
            if error is None:
                await _commit(connection)
            elif issubclass(error, Exception) and not connection.closed:
                await connection.rollback()
            doubtful = connection.info.transaction_status is not TransactionStatus.IDLE
        except (psycopg.Error, Refusal):
            if error is None:
                raise
        finally:
            connection.patience = self._usual_patience or connection.patience
            await give_back(self.pool, connection, doubtful=doubtful)

    async def _begun(self) -> Connection:
        """Beginning changes nothing, so that on a lost connection it is tried once more on another."""
        with refusals():
            try:
                return await self._begin()
            except psycopg.OperationalError as error:
                if not is_lost(error):
                    raise
            await replace_lost(self.pool)
            return await self._begin()

    async def _begin(self) -> Connection:
        connection = await self.pool.getconn()
        try:
            await connection.execute(_BEGIN, prepare=False)
        except BaseException:
            await give_back(self.pool, connection, doubtful=True)
            raise
        return connection


async def _commit(connection: Connection) -> None:
    if connection.info.transaction_status is TransactionStatus.INERROR:
        await connection.rollback()
        raise RuntimeError("A statement failed and its error was swallowed: nothing of this work was stored.")
    with refusals():
        await connection.commit()


_current: ContextVar[Transaction | None] = ContextVar("transaction", default=None)


@final
class InTransaction:
    """A block inside a transaction: that of the block around it, if there is one, else its own."""

    __slots__ = ("_pool", "_token", "_transaction")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._token: Token[Transaction | None] | None = None

    async def __aenter__(self) -> Transaction:
        outer = current(self._pool)
        if outer is not None:
            self._transaction = outer
        else:
            self._transaction = Transaction(self._pool)
            self._token = _current.set(self._transaction)
        return self._transaction

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            _current.reset(self._token)
            await self._transaction.end(kind)


def current(pool: Pool) -> Transaction | None:
    """The transaction under way here, if it is one of this database."""
    transaction = _current.get()
    return transaction if transaction is not None and transaction.is_open and transaction.pool is pool else None


async def look(pool: Pool, statement: Statement, parameters: Parameters = _NOTHING) -> Rows:
    """Read, within the transaction under way if there is one, so that it sees its own changes."""
    transaction = current(pool)
    if transaction is not None:
        return await transaction.run(statement, parameters)
    return await ask(pool, statement, parameters)


async def ask(pool: Pool, statement: Statement, parameters: Parameters = _NOTHING) -> Rows:
    """Read outside of any transaction. A lost connection is replaced and the question asked once more."""
    text, values = statement.text, statement.values(parameters)
    with refusals():
        try:
            return await _answered(pool, text, values)
        except psycopg.OperationalError as error:
            if not is_lost(error):
                raise
        await replace_lost(pool)
        return await _answered(pool, text, values)


async def apart(pool: Pool, statement: Statement, parameters: Parameters) -> Rows:
    """Write outside of any transaction: it stays, whatever becomes of the work around it."""
    return await _store(pool, statement.text, statement.values(parameters))


async def _answered(pool: Pool, text: str, values: list[Any]) -> Rows:
    async with Borrowed(pool) as connection:
        return await connection.rows(text, values)


async def _store(pool: Pool, text: str, values: list[Any]) -> Rows:
    """Once, as nobody could tell whether it happened: so a connection that was lost meanwhile is found out before."""
    with refusals():
        async with Borrowed(pool) as connection:
            if connection.is_quiet():
                return await connection.rows(text, values)
        await replace_lost(pool)
        async with Borrowed(pool) as connection:
            return await connection.rows(text, values)
