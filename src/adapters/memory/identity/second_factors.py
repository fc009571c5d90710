from collections.abc import Collection
from typing import final

from adapters.memory.store import Store, Transaction
from application.identity.ports import SecondFactorRepository
from application.identity.queries import SecondFactorCard, SecondFactorQueries
from domain.identity.second_factor import SecondFactor
from domain.shared.access import Actor
from domain.shared.ids import UserId


@final
class MemorySecondFactorRepository(SecondFactorRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._factors = transaction.rows.second_factors
        self._recovery_codes = transaction.rows.recovery_codes

    async def find(self, user_id: UserId) -> SecondFactor | None:
        return self._factors.get(user_id)

    async def save(self, factor: SecondFactor) -> None:
        self._factors[factor.user_id] = factor

    async def remove(self, user_id: UserId) -> None:
        self._factors.pop(user_id, None)
        self._recovery_codes.pop(user_id, None)

    async def renew_recovery_codes(self, user_id: UserId, digests: Collection[bytes]) -> None:
        self._recovery_codes[user_id] = frozenset(digests)

    async def claim_recovery_code(self, user_id: UserId, digest: bytes) -> bool:
        left = self._recovery_codes.get(user_id, frozenset())
        self._recovery_codes[user_id] = left - {digest}
        return digest in left

    async def recovery_codes_left(self, user_id: UserId) -> int:
        return len(self._recovery_codes.get(user_id, ()))


@final
class MemorySecondFactorQueries(SecondFactorQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def card(self, actor: Actor) -> SecondFactorCard:
        rows, user_id = self._store.rows, actor.user_id
        return SecondFactorCard(rows.users[user_id].second_factor_at, len(rows.recovery_codes.get(user_id, ())))
