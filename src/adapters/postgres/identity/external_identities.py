from collections.abc import Sequence
from datetime import datetime
from typing import Final, final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.events import Recorder
from adapters.postgres.kept import Kept
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import external_identities as identities
from adapters.postgres.tables import sign_ins
from adapters.postgres.transaction import Transaction
from application.identity.ports import ExternalIdentityRepository, SignInRepository
from application.identity.queries import EXTERNAL_IDENTITY_SORTS, ExternalIdentityQueries, ExternalIdentityRow
from application.shared.page import Page, PageRequest
from domain.identity.external_identity import ExternalIdentity
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import ExternalIdentityId, UserId

IDENTITIES: Final = Kept(ExternalIdentity, identities)

_SWEPT_AT_ONCE: Final = 10
"""Claims out of date that each new one takes away: more than come, so that they do not pile up."""

_FIND: Final = Statement(
    IDENTITIES.selected.where(
        identities.c.issuer == parameter("issuer", identities.c.issuer),
        identities.c.subject == parameter("subject", identities.c.subject),
    )
)
_OF_USER: Final = Statement(
    IDENTITIES.selected.where(identities.c.user_id == parameter("user_id", identities.c.user_id)).order_by(
        identities.c.id
    )
)


@final
class PostgresExternalIdentityRepository(ExternalIdentityRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, issuer: str, subject: str) -> ExternalIdentity | None:
        return await IDENTITIES.load(self._transaction, _FIND, issuer=issuer, subject=subject)

    async def of_user(self, user_id: UserId) -> Sequence[ExternalIdentity]:
        return await IDENTITIES.load_all(self._transaction, _OF_USER, user_id=user_id)

    async def save(self, identity: ExternalIdentity, *events: Event) -> None:
        await IDENTITIES.save(self._transaction, self._recorder, identity, events)

    async def remove(self, identity_id: ExternalIdentityId, *events: Event) -> None:
        await IDENTITIES.remove(self._transaction, self._recorder, identity_id, events)


_EXPIRED: Final = (
    select(sign_ins.c.digest)
    .where(sign_ins.c.expires_at <= parameter("at", sign_ins.c.expires_at))
    .limit(_SWEPT_AT_ONCE)
    .with_for_update(skip_locked=True)
    .cte("expired")
)
_SWEEP: Final = Statement(
    select(func.count()).select_from(
        delete(sign_ins).where(sign_ins.c.digest == _EXPIRED.c.digest).returning(sign_ins.c.digest).cte("swept")
    )
)
_CLAIM: Final = Statement(
    select(
        insert(sign_ins)
        .values(digest=parameter("digest", sign_ins.c.digest), expires_at=parameter("until", sign_ins.c.expires_at))
        .on_conflict_do_nothing()
        .returning(sign_ins.c.digest)
        .cte("claimed")
        .c.digest
    )
)


@final
class PostgresSignInRepository(SignInRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def claim(self, digest: bytes, *, at: datetime, until: datetime) -> bool:
        await self._transaction.run(_SWEEP, {"at": at})
        return bool(await self._transaction.run(_CLAIM, {"digest": digest, "until": until}))


_LISTED: Final = Listing(
    ExternalIdentityRow,
    identities,
    key=identities.c.id,
    sort_types=EXTERNAL_IDENTITY_SORTS,
    sorts={"createdAt": identities.c.created_at},
    conditions=equal(identities.c.user_id),
)


@final
class PostgresExternalIdentityQueries(ExternalIdentityQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, page: PageRequest) -> Page[ExternalIdentityRow]:
        return await _LISTED.page(self._pool, {"user_id": actor.user_id}, page)
