from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import final
from uuid import UUID

from adapters.memory.listing import listed
from adapters.memory.store import Store, Transaction
from application.identity.ports import ApiKeyRepository, ApiKeyState, ApiKeyStates, ApiKeyUses
from application.identity.queries import API_KEY_SORTS, ApiKeyQueries, ApiKeyRow
from application.shared.page import Page, PageRequest
from domain.identity.access import may_manage_keys_of
from domain.identity.api_key import NOTED_EVERY, ApiKey, ApiKeyNotFound, prefix_of
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import ApiKeyId, UserId


@final
class MemoryApiKeyRepository(ApiKeyRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._keys = transaction.rows.api_keys

    async def find(self, key_id: ApiKeyId) -> ApiKey | None:
        return self._keys.get(key_id)

    async def of_user(self, user_id: UserId) -> Sequence[ApiKey]:
        return [key for key in self._keys.values() if key.user_id == user_id]

    async def add(self, key: ApiKey, *events: Event) -> None:
        self._transaction.save(self._keys, key.id, key, events)

    async def remove(self, key_id: ApiKeyId, *events: Event) -> None:
        self._transaction.remove(self._keys, key_id, events)


@final
class MemoryApiKeyQueries(ApiKeyQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, owner_id: UserId, page: PageRequest) -> Page[ApiKeyRow]:
        require(may_manage_keys_of(actor, owner_id), "see other people's API keys")
        found = (key for key in self._store.rows.api_keys.values() if key.user_id == owner_id)
        return listed(found, page, API_KEY_SORTS, _row)

    async def row(self, actor: Actor, key_id: ApiKeyId) -> ApiKeyRow:
        key = self._store.rows.api_keys.get(key_id)
        if key is None or not may_manage_keys_of(actor, key.user_id):
            raise ApiKeyNotFound("There is no such API key.")
        return _row(key)


@final
class MemoryApiKeyStates(ApiKeyStates):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, key_id: UUID) -> ApiKeyState | None:
        rows = self._store.rows
        key = rows.api_keys.get(ApiKeyId(key_id))
        if key is None:
            return None
        owner = rows.users[key.user_id]
        return ApiKeyState(
            user_id=owner.id,
            role=owner.role,
            team_id=owner.team_id,
            is_active=owner.is_active,
            digest=key.digest,
            scopes=key.scopes,
            expires_at=key.expires_at,
            has_second_factor=owner.second_factor_at is not None,
        )


@final
class MemoryApiKeyUses(ApiKeyUses):
    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, key_id: ApiKeyId, at: datetime) -> None:
        """At once and past every transaction: one that is under way does not know of it, and takes it back."""
        keys = self._store.rows.api_keys
        key = keys.get(key_id)
        if key is not None and (key.last_used_at is None or at - key.last_used_at >= NOTED_EVERY):
            keys[key_id] = replace(key, last_used_at=at)


def _row(key: ApiKey) -> ApiKeyRow:
    return ApiKeyRow(
        id=key.id,
        name=key.name,
        prefix=prefix_of(key.id),
        scopes=list(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )
