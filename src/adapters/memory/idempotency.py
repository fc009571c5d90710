from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import final
from uuid import UUID

from adapters.memory.store import Answered, Store, Transaction
from application.shared.ports import (
    Attempt,
    Clock,
    IdempotencyKey,
    IdempotentAnswers,
    KeptAnswer,
    KeyInUse,
    KeyReused,
)


@final
class MemoryIdempotentAnswers(IdempotentAnswers):
    def __init__(self, store: Store, clock: Clock, keep: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._keep = keep
        self._under_way: set[tuple[UUID, str]] = set()

    @asynccontextmanager
    async def attempt(self, key: IdempotencyKey) -> AsyncIterator[Attempt]:
        name = (key.user_id, key.key)
        if name in self._under_way:
            raise KeyInUse("A request with this key is under way.")
        self._under_way.add(name)
        try:
            async with self._store.transaction() as transaction:
                self._forget_old(transaction)
                earlier = transaction.rows.answers.get(name)
                if earlier and earlier.request != key:
                    raise KeyReused("This key was used for another request.")
                yield _MemoryAttempt(transaction, key, self._clock, earlier)
        finally:
            self._under_way.discard(name)

    def _forget_old(self, transaction: Transaction) -> None:
        eldest = self._clock.now() - self._keep
        answers = transaction.rows.answers
        transaction.rows.answers = {name: kept for name, kept in answers.items() if kept.at > eldest}


@final
class _MemoryAttempt(Attempt):
    def __init__(self, transaction: Transaction, key: IdempotencyKey, clock: Clock, earlier: Answered | None) -> None:
        self._transaction = transaction
        self._key = key
        self._clock = clock
        self._answer = earlier.answer if earlier else None

    @property
    def answered(self) -> KeptAnswer | None:
        return self._answer

    async def keep(self, answer: KeptAnswer) -> None:
        kept = Answered(self._key, answer, self._clock.now())
        self._transaction.rows.answers[self._key.user_id, self._key.key] = kept
