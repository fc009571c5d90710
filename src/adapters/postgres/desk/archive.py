from collections.abc import AsyncIterator, Sequence
from typing import final

from adapters.postgres.desk.export import exported
from adapters.postgres.desk.intake import Intake
from adapters.postgres.events import Recorder
from adapters.postgres.pool import Pool
from adapters.postgres.transaction import InTransaction
from application.desk.archive import BroughtIn, ImportBatch, TicketRecord
from application.desk.ports import TicketArchive
from domain.desk.access import TicketScope


@final
class PostgresTicketArchive(TicketArchive):
    def __init__(self, pool: Pool, recorder: Recorder) -> None:
        self._pool = pool
        self._recorder = recorder

    async def bring_in(self, batch: ImportBatch) -> BroughtIn:
        async with InTransaction(self._pool) as transaction:
            return await Intake(transaction, self._recorder).take(batch)

    def take_out(self, scope: TicketScope) -> AsyncIterator[Sequence[TicketRecord]]:
        return exported(self._pool, scope)
