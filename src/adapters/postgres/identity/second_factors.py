from collections.abc import Collection
from typing import Final, final

from sqlalchemy import LargeBinary, delete, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.events import Recorder
from adapters.postgres.kept import Kept
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import recovery_codes, second_factors, users
from adapters.postgres.transaction import Transaction, look
from application.identity.ports import SecondFactorRepository
from application.identity.queries import SecondFactorCard, SecondFactorQueries
from domain.identity.second_factor import SecondFactor
from domain.shared.access import Actor
from domain.shared.ids import UserId

FACTORS: Final = Kept(SecondFactor, second_factors, key="user_id")

_OWNER: Final = parameter("user_id", recovery_codes.c.user_id)
_OWN: Final = recovery_codes.c.user_id == _OWNER
_FIND: Final = Statement(FACTORS.to_change(second_factors.c.user_id == parameter("user_id", second_factors.c.user_id)))
_LEFT: Final = select(func.count()).select_from(recovery_codes).where(_OWN)
_COUNT: Final = Statement(_LEFT)
_CLAIMED: Final = (
    delete(recovery_codes)
    .where(_OWN, recovery_codes.c.digest == parameter("digest", recovery_codes.c.digest))
    .returning(recovery_codes.c.digest)
    .cte("claimed")
)
_CLAIM: Final = Statement(select(_CLAIMED.c.digest))
_OLD: Final = delete(recovery_codes).where(_OWN).returning(recovery_codes.c.digest).cte("old")
_NEW: Final = (
    insert(recovery_codes)
    .from_select(["digest", "user_id"], select(func.unnest(parameter("digests", ARRAY(LargeBinary))), _OWNER))
    .returning(recovery_codes.c.digest)
    .cte("new")
)
_RENEW: Final = Statement(select(func.count()).select_from(_NEW).add_cte(_OLD))
_GONE: Final = (
    delete(second_factors)
    .where(second_factors.c.user_id == parameter("user_id", second_factors.c.user_id))
    .returning(second_factors.c.user_id)
    .cte("gone")
)
_REMOVE: Final = Statement(select(func.count()).select_from(_GONE).add_cte(_OLD))


@final
class PostgresSecondFactorRepository(SecondFactorRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, user_id: UserId) -> SecondFactor | None:
        return await FACTORS.load(self._transaction, _FIND, user_id=user_id)

    async def save(self, factor: SecondFactor) -> None:
        await FACTORS.save(self._transaction, self._recorder, factor, ())

    async def remove(self, user_id: UserId) -> None:
        self._transaction.loaded.pop((FACTORS, user_id), None)
        await self._transaction.run(_REMOVE, {"user_id": user_id})

    async def renew_recovery_codes(self, user_id: UserId, digests: Collection[bytes]) -> None:
        await self._transaction.run(_RENEW, {"user_id": user_id, "digests": [*digests]})

    async def claim_recovery_code(self, user_id: UserId, digest: bytes) -> bool:
        return bool(await self._transaction.run(_CLAIM, {"user_id": user_id, "digest": digest}))

    async def recovery_codes_left(self, user_id: UserId) -> int:
        return int((await self._transaction.run(_COUNT, {"user_id": user_id}))[0][0])


_CARD: Final = Reader(SecondFactorCard)
_OF_ACTOR: Final = Statement(
    select(
        *_CARD.columns(users, active_since=users.c.second_factor_at, recovery_codes_left=_LEFT.scalar_subquery())
    ).where(users.c.id == parameter("user_id", users.c.id))
)


@final
class PostgresSecondFactorQueries(SecondFactorQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def card(self, actor: Actor) -> SecondFactorCard:
        return _CARD((await look(self._pool, _OF_ACTOR, {"user_id": actor.user_id}))[0])
