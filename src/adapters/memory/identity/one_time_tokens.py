from collections.abc import Collection
from datetime import datetime
from typing import final
from uuid import UUID

from adapters.memory.store import Transaction
from application.identity.ports import OneTimeTokenRepository
from domain.identity.events import OneTimeTokenIssued
from domain.identity.one_time_token import OneTimeToken, Purpose
from domain.shared.events import Event
from domain.shared.ids import UserId


@final
class MemoryOneTimeTokenRepository(OneTimeTokenRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def find(self, digest: bytes) -> OneTimeToken | None:
        return self._rows.one_time_tokens.get(digest)

    async def add(self, token: OneTimeToken, *events: Event) -> None:
        kept = self._rows.one_time_tokens
        for expired in [digest for digest, one in kept.items() if one.expires_at <= token.created_at]:
            del kept[expired]
        self._transaction.save(kept, token.digest, token, events)
        self._rows.issued += [event for event in events if isinstance(event, OneTimeTokenIssued)]

    async def claim(self, digest: bytes) -> bool:
        return self._rows.one_time_tokens.pop(digest, None) is not None

    async def remove_all_of(self, user_id: UserId) -> None:
        kept = self._rows.one_time_tokens
        for digest in [digest for digest, one in kept.items() if one.user_id == user_id]:
            del kept[digest]

    async def causes(self, user_id: UserId, purpose: Purpose, *, since: datetime) -> Collection[UUID]:
        return {
            event.cause
            for event in self._rows.issued
            if event.user_id == user_id and event.purpose == purpose and event.at > since
        }
