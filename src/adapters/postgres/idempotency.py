from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, final

import msgspec
from sqlalchemy import BigInteger, Interval, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import idempotency_keys as keys
from adapters.postgres.transaction import InTransaction, Transaction
from application.shared.ports import (
    Attempt,
    IdempotencyKey,
    IdempotentAnswers,
    KeptAnswer,
    KeyInUse,
    KeyReused,
)

_SWEPT_AT_ONCE: Final = 10
"""Expired answers that each kept one takes away: more than come, so that they do not pile up."""

_THIS: Final = (keys.c.user_id == parameter("user_id", keys.c.user_id), keys.c.key == parameter("key", keys.c.key))
_ANSWER: Final = Reader(KeptAnswer)
_IS_KEPT: Final = keys.c.created_at > func.now() - parameter("kept_for", Interval())

_TRY_LOCK: Final = Statement(select(func.pg_try_advisory_xact_lock(parameter("lock", BigInteger()))))
_EARLIER: Final = Statement(
    select(*_ANSWER.columns(keys), keys.c.operation, keys.c.fingerprint).where(*_THIS, _IS_KEPT)
)

_FIELDS: Final = ("user_id", "key", "operation", "fingerprint", "status", "headers", "body")
_EXPIRED: Final = (
    select(keys.c.user_id, keys.c.key)
    .where(~_IS_KEPT, ~(_THIS[0] & _THIS[1]))
    .limit(_SWEPT_AT_ONCE)
    .with_for_update(skip_locked=True)
    .cte("expired")
)
_SWEPT: Final = (
    delete(keys)
    .where(keys.c.user_id == _EXPIRED.c.user_id, keys.c.key == _EXPIRED.c.key)
    .returning(keys.c.key)
    .cte("swept")
)
_NEW: Final = insert(keys).values({name: parameter(name, keys.c[name]) for name in _FIELDS})
_KEPT: Final = (
    _NEW.on_conflict_do_update(
        index_elements=["user_id", "key"],
        set_={name: _NEW.excluded[name] for name in _FIELDS} | {"created_at": func.now()},
    )
    .returning(keys.c.key)
    .cte("kept")
)
_KEEP: Final = Statement(select(_KEPT.c.key).add_cte(_SWEPT))


@final
class PostgresIdempotentAnswers(IdempotentAnswers):
    """Answers by the key of the request, for `keep_for` by the time of the database."""

    def __init__(self, pool: Pool, keep_for: timedelta) -> None:
        self._pool = pool
        self._keep_for = keep_for

    @asynccontextmanager
    async def attempt(self, key: IdempotencyKey) -> AsyncIterator[Attempt]:
        """Locked first, then looked up: what a twin answered meanwhile is seen."""
        given = {name: getattr(key, name) for name in ("user_id", "key", "operation", "fingerprint")}
        given["kept_for"] = self._keep_for
        async with InTransaction(self._pool) as transaction:
            if not (await transaction.run(_TRY_LOCK, {"lock": _lock_number(key)}))[0][0]:
                raise KeyInUse("A request with this key is under way.")
            earlier = await transaction.run(_EARLIER, given)
            if earlier and earlier[0][-2:] != (key.operation, key.fingerprint):
                raise KeyReused("This key was used for another request.")
            yield _PostgresAttempt(transaction, given, _ANSWER(earlier[0]) if earlier else None)


@final
class _PostgresAttempt(Attempt):
    def __init__(self, transaction: Transaction, given: dict[str, Any], answered: KeptAnswer | None) -> None:
        self._transaction = transaction
        self._given = given
        self._answered = answered

    @property
    def answered(self) -> KeptAnswer | None:
        return self._answered

    async def keep(self, answer: KeptAnswer) -> None:
        headers = msgspec.json.encode(answer.headers).decode()
        given = {"status": answer.status, "headers": headers, "body": answer.body}
        await self._transaction.run(_KEEP, self._given | given)


def _lock_number(key: IdempotencyKey) -> int:
    name = key.user_id.bytes + key.key.encode("utf-8", "surrogatepass")
    return int.from_bytes(sha256(name).digest()[:8], signed=True)
