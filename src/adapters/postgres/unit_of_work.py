from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import final

from adapters.postgres.pool import Pool
from adapters.postgres.transaction import InTransaction, Transaction, current
from application.shared.ports import UnitOfWork, Work_co


@final
class PostgresUnitOfWork(UnitOfWork[Work_co]):
    """Repositories over one transaction of the database."""

    def __init__(self, pool: Pool, bundle: Callable[[Transaction], Work_co]) -> None:
        self._pool = pool
        self._bundle = bundle

    def __call__(self) -> AbstractAsyncContextManager[Work_co]:
        return self._work()

    def part(self) -> AbstractAsyncContextManager[Work_co]:
        return self._part()

    @asynccontextmanager
    async def _work(self) -> AsyncIterator[Work_co]:
        async with InTransaction(self._pool) as transaction:
            yield self._bundle(transaction)

    @asynccontextmanager
    async def _part(self) -> AsyncIterator[Work_co]:
        is_inside = current(self._pool) is not None
        async with InTransaction(self._pool) as transaction, transaction.part() if is_inside else nullcontext():
            yield self._bundle(transaction)
