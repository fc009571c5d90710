from collections.abc import Sequence
from typing import Final, final

from sqlalchemy import BigInteger, func, select

from adapters.postgres.events import Recorder
from adapters.postgres.kept import Kept
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import signing_keys
from adapters.postgres.transaction import Transaction, look
from application.identity.ports import KeptSigningKeys, SigningKeyRepository
from domain.identity.signing_key import SigningKey
from domain.shared.events import Event
from domain.shared.ids import SigningKeyId

KEYS: Final = Kept(SigningKey, signing_keys)

_LOCK_KEYS: Final = 1_801_813_363
"""One lock for all, since there is no row to lock before the first."""

_LOCK: Final = Statement(select(func.pg_advisory_xact_lock(parameter("lock", BigInteger()))))
_ALL: Final = Statement(KEYS.selected)
_READ: Final = Reader(SigningKey)


@final
class PostgresSigningKeyRepository(SigningKeyRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def all(self) -> Sequence[SigningKey]:
        await self._transaction.run(_LOCK, {"lock": _LOCK_KEYS})
        return await KEYS.load_all(self._transaction, _ALL)

    async def add(self, key: SigningKey, *events: Event) -> None:
        await KEYS.save(self._transaction, self._recorder, key, events)

    async def remove(self, key_id: SigningKeyId) -> None:
        await KEYS.remove(self._transaction, self._recorder, key_id, ())


@final
class PostgresKeptSigningKeys(KeptSigningKeys):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def all(self) -> Sequence[SigningKey]:
        return [_READ(row) for row in await look(self._pool, _ALL)]
