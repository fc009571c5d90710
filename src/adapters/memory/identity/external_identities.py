from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.identity.ports import ExternalIdentityRepository, SignInRepository
from application.identity.queries import EXTERNAL_IDENTITY_SORTS, ExternalIdentityQueries, ExternalIdentityRow
from application.shared.page import Page, PageRequest
from domain.identity.external_identity import ExternalIdentity, ExternalIdentityTaken
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import ExternalIdentityId, UserId


@final
class MemoryExternalIdentityRepository(ExternalIdentityRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._kept = transaction.rows.external_identities

    async def find(self, issuer: str, subject: str) -> ExternalIdentity | None:
        return next((one for one in self._kept.values() if (one.issuer, one.subject) == (issuer, subject)), None)

    async def of_user(self, user_id: UserId) -> Sequence[ExternalIdentity]:
        return [one for one in self._kept.values() if one.user_id == user_id]

    async def save(self, identity: ExternalIdentity, *events: Event) -> None:
        there = await self.find(identity.issuer, identity.subject)
        if there is not None and there.id != identity.id:
            raise ExternalIdentityTaken("An account is linked to this one of the provider's already.")
        self._transaction.save(self._kept, identity.id, identity, events)

    async def remove(self, identity_id: ExternalIdentityId, *events: Event) -> None:
        self._transaction.remove(self._kept, identity_id, events)


@final
class MemorySignInRepository(SignInRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._claimed = transaction.rows.sign_ins

    async def claim(self, digest: bytes, *, at: datetime, until: datetime) -> bool:
        for old in [old for old, forgotten_at in self._claimed.items() if forgotten_at <= at]:
            del self._claimed[old]
        if digest in self._claimed:
            return False
        self._claimed[digest] = until
        return True


@final
class MemoryExternalIdentityQueries(ExternalIdentityQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, page: PageRequest) -> Page[ExternalIdentityRow]:
        found = (one for one in self._store.rows.external_identities.values() if one.user_id == actor.user_id)
        return listed(found, page, EXTERNAL_IDENTITY_SORTS, partial(as_row, kind=ExternalIdentityRow))
