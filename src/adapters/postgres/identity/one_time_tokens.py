from collections.abc import Collection
from datetime import datetime
from typing import Final, final
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, cast, delete, func, select

from adapters.postgres.events import Recorder
from adapters.postgres.kept import Kept
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import events
from adapters.postgres.tables import one_time_tokens as tokens
from adapters.postgres.transaction import Transaction
from application.identity.ports import OneTimeTokenRepository
from domain.identity.events import OneTimeTokenIssued
from domain.identity.one_time_token import OneTimeToken, Purpose
from domain.shared.events import Event
from domain.shared.ids import UserId

_SWEPT_AT_ONCE: Final = 10
"""Expired tokens that each new one takes away: more than come, so that they do not pile up."""

TOKENS: Final = Kept(OneTimeToken, tokens, key="digest")

_THIS: Final = tokens.c.digest == parameter("digest", tokens.c.digest)
_FIND: Final = Statement(TOKENS.selected.where(_THIS))
_CLAIM: Final = Statement(select(delete(tokens).where(_THIS).returning(tokens.c.digest).cte("claimed").c.digest))
_REMOVE: Final = Statement(
    select(func.count()).select_from(
        delete(tokens)
        .where(tokens.c.user_id == parameter("user_id", tokens.c.user_id))
        .returning(tokens.c.digest)
        .cte("removed")
    )
)
_EXPIRED: Final = (
    select(tokens.c.digest)
    .where(tokens.c.expires_at <= parameter("at", tokens.c.expires_at))
    .limit(_SWEPT_AT_ONCE)
    .with_for_update(skip_locked=True)
    .cte("expired")
)
_SWEEP: Final = Statement(
    select(func.count()).select_from(
        delete(tokens).where(tokens.c.digest == _EXPIRED.c.digest).returning(tokens.c.digest).cte("swept")
    )
)
_CAUSES: Final = Statement(
    select(cast(events.c.payload["cause"].astext, Uuid)).where(
        events.c.entity_type == OneTimeTokenIssued.entity,
        events.c.entity_id == parameter("user_id", events.c.entity_id),
        events.c.created_at > parameter("since", DateTime(timezone=True)),
        events.c.name == OneTimeTokenIssued.name,
        events.c.payload["purpose"].astext == parameter("purpose", Text()),
    )
)


@final
class PostgresOneTimeTokenRepository(OneTimeTokenRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, digest: bytes) -> OneTimeToken | None:
        return await TOKENS.load(self._transaction, _FIND, digest=digest)

    async def add(self, token: OneTimeToken, *events: Event) -> None:
        await self._transaction.run(_SWEEP, {"at": token.created_at})
        await TOKENS.save(self._transaction, self._recorder, token, events)

    async def claim(self, digest: bytes) -> bool:
        return bool(await self._transaction.run(_CLAIM, {"digest": digest}))

    async def remove_all_of(self, user_id: UserId) -> None:
        await self._transaction.run(_REMOVE, {"user_id": user_id})

    async def causes(self, user_id: UserId, purpose: Purpose, *, since: datetime) -> Collection[UUID]:
        found = await self._transaction.run(_CAUSES, {"user_id": user_id, "since": since, "purpose": purpose.value})
        return {cause for (cause,) in found}
