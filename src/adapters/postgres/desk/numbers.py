"""Ticket numbers: whoever asks while a draw is under way shares the next one, many numbers in one way to the server."""

import asyncio
from typing import Final, final

from sqlalchemy import Integer, func, literal_column, select

from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import ticket_number
from adapters.postgres.transaction import Transaction, ask
from domain.shared.errors import Refusal

_DRAW: Final = Statement(
    select(ticket_number.next_value()).select_from(
        func.generate_series(literal_column("1"), parameter("how_many", Integer()))
    )
)


@final
class Numbers:
    """Draws from the sequence. What is drawn is gone, whether or not it is used."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._asking: list[asyncio.Future[int]] = []
        self._drawing: asyncio.Task[None] | None = None

    async def next(self, transaction: Transaction) -> int:
        """Within a transaction that has begun, by its own connection: to wait for another could be for ever."""
        if transaction.has_begun:
            return int((await transaction.run(_DRAW, {"how_many": 1}))[0][0])
        asking: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._asking.append(asking)
        if self._drawing is None:
            self._drawing = asyncio.create_task(self._draw())
        return await asking

    async def _draw(self) -> None:
        while self._asking:
            asking, self._asking = self._asking, []
            try:
                drawn = await ask(self._pool, _DRAW, {"how_many": len(asking)})
            except Refusal as refusal:
                for one in asking:
                    if not one.done():
                        one.set_exception(refusal)
            else:
                for one, (number,) in zip(asking, drawn, strict=True):
                    if not one.done():
                        one.set_result(number)
        self._drawing = None
