from collections.abc import Sequence
from typing import final

from adapters.memory.store import Store, Transaction
from application.identity.ports import KeptSigningKeys, SigningKeyRepository
from domain.identity.signing_key import SigningKey
from domain.shared.events import Event
from domain.shared.ids import SigningKeyId


@final
class MemorySigningKeyRepository(SigningKeyRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._keys = transaction.rows.signing_keys

    async def all(self) -> Sequence[SigningKey]:
        return list(self._keys.values())

    async def add(self, key: SigningKey, *events: Event) -> None:
        self._transaction.save(self._keys, key.id, key, events)

    async def remove(self, key_id: SigningKeyId) -> None:
        self._transaction.remove(self._keys, key_id)


@final
class MemoryKeptSigningKeys(KeptSigningKeys):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> Sequence[SigningKey]:
        return list(self._store.rows.signing_keys.values())
