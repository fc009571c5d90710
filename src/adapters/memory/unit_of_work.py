from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import final

from adapters.memory.store import Store, Transaction
from application.shared.ports import UnitOfWork, Work_co


@final
class MemoryUnitOfWork(UnitOfWork[Work_co]):
    def __init__(self, store: Store, bundle: Callable[[Transaction], Work_co]) -> None:
        self._store = store
        self._bundle = bundle

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Work_co]:
        async with self._store.transaction() as transaction:
            yield self._bundle(transaction)

    @asynccontextmanager
    async def part(self) -> AsyncIterator[Work_co]:
        async with self._store.part() as transaction:
            yield self._bundle(transaction)
