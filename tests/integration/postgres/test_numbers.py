"""Numbers are drawn together, and everybody gets one of their own."""

import asyncio

from adapters.postgres.desk.numbers import Numbers
from adapters.postgres.pool import Pool
from adapters.postgres.transaction import InTransaction, Transaction
from domain.shared.errors import Unavailable


class TestNumbers:
    async def test_are_different_for_many_at_once(self, pool: Pool) -> None:
        numbers = Numbers(pool)
        drawn = await asyncio.gather(*(numbers.next(Transaction(pool)) for _ in range(50)))
        assert len(set(drawn)) == 50
        assert await numbers.next(Transaction(pool)) > max(drawn)

    async def test_come_when_every_connection_is_in_a_transaction(self, pool: Pool) -> None:
        """Each by its own: waiting for another one would be waiting for each other."""
        numbers, everybody = Numbers(pool), asyncio.Barrier(pool.max_size)

        async def work() -> int:
            async with InTransaction(pool) as transaction:
                await transaction.connection()
                await everybody.wait()
                return await numbers.next(transaction)

        assert len(set(await asyncio.gather(*(work() for _ in range(pool.max_size))))) == pool.max_size

    async def test_go_to_those_who_still_wait(self, pool: Pool) -> None:
        numbers = Numbers(pool)
        asking = [asyncio.ensure_future(numbers.next(Transaction(pool))) for _ in range(3)]
        await asyncio.sleep(0)
        asking[1].cancel()
        first, cancelled, last = await asyncio.gather(*asking, return_exceptions=True)
        assert isinstance(cancelled, asyncio.CancelledError)
        assert {type(first), type(last)} == {int}

    async def test_are_refused_to_all_who_ask_in_vain(self, pool: Pool) -> None:
        async with asyncio.TaskGroup() as tasks:
            gone = asyncio.Event()
            for _ in range(pool.max_size):
                tasks.create_task(hold(pool, gone))
            await asyncio.sleep(0.2)
            numbers = Numbers(pool)
            vain = (numbers.next(Transaction(pool)) for _ in range(3))
            refused = await asyncio.gather(*vain, return_exceptions=True)
            gone.set()
        assert [type(refusal) for refusal in refused] == [Unavailable] * 3
        assert await numbers.next(Transaction(pool)) > 0


async def hold(pool: Pool, until: asyncio.Event) -> None:
    async with InTransaction(pool) as transaction:
        await transaction.connection()
        await until.wait()
