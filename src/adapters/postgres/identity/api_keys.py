from collections.abc import Sequence
from typing import Final, final
from uuid import UUID

from sqlalchemy import Text, cast, func, literal, select

from adapters.postgres.events import Recorder
from adapters.postgres.identity.recent import Recent
from adapters.postgres.kept import Kept
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import api_keys, users
from adapters.postgres.transaction import Transaction, look
from application.identity.ports import ApiKeyRepository, ApiKeyState, ApiKeyStates
from application.identity.queries import API_KEY_SORTS, ApiKeyQueries, ApiKeyRow
from application.shared.page import Page, PageRequest
from domain.identity.access import may_manage_keys_of
from domain.identity.api_key import PREFIX, ApiKey, ApiKeyNotFound
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import ApiKeyId, UserId

KEYS: Final = Kept(ApiKey, api_keys)

_THIS: Final = api_keys.c.id == parameter("id", api_keys.c.id)
_FIND: Final = Statement(KEYS.to_change(_THIS))
_OF_USER: Final = Statement(
    KEYS.to_change(api_keys.c.user_id == parameter("user_id", api_keys.c.user_id)).order_by(api_keys.c.id)
)


@final
class PostgresApiKeyRepository(ApiKeyRepository):
    """Rows are locked in the order of their ids, so that those who lock several do not wait for each other."""

    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, key_id: ApiKeyId) -> ApiKey | None:
        return await KEYS.load(self._transaction, _FIND, id=key_id)

    async def of_user(self, user_id: UserId) -> Sequence[ApiKey]:
        return await KEYS.load_all(self._transaction, _OF_USER, user_id=user_id)

    async def add(self, key: ApiKey, *events: Event) -> None:
        await KEYS.save(self._transaction, self._recorder, key, events)

    async def remove(self, key_id: ApiKeyId, *events: Event) -> None:
        await KEYS.remove(self._transaction, self._recorder, key_id, events)


_LIST: Final = Listing(
    ApiKeyRow,
    api_keys,
    key=api_keys.c.id,
    sort_types=API_KEY_SORTS,
    sorts={"createdAt": api_keys.c.created_at},
    conditions=equal(api_keys.c.user_id),
    prefix=literal(PREFIX, Text()) + func.replace(cast(api_keys.c.id, Text), "-", ""),
)
_ROW: Final = Statement(select(*_LIST.columns, api_keys.c.user_id).where(_THIS))


@final
class PostgresApiKeyQueries(ApiKeyQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, owner_id: UserId, page: PageRequest) -> Page[ApiKeyRow]:
        require(may_manage_keys_of(actor, owner_id), "see other people's API keys")
        return await _LIST.page(self._pool, {"user_id": owner_id}, page)

    async def row(self, actor: Actor, key_id: ApiKeyId) -> ApiKeyRow:
        found = await look(self._pool, _ROW, {"id": key_id})
        if not found or not may_manage_keys_of(actor, found[0][-1]):
            raise ApiKeyNotFound("There is no such API key.")
        return _LIST.read(found[0])


_STATE: Final = Reader(ApiKeyState)
_BY_ID: Final = Statement(
    select(
        *_STATE.columns(
            users,
            user_id=users.c.id,
            digest=api_keys.c.digest,
            scopes=api_keys.c.scopes,
            expires_at=api_keys.c.expires_at,
            has_second_factor=users.c.second_factor_at.is_not(None),
        )
    )
    .select_from(api_keys.join(users, users.c.id == api_keys.c.user_id))
    .where(_THIS)
)


@final
class PostgresApiKeyStates(ApiKeyStates):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, key_id: UUID) -> ApiKeyState | None:
        found = await look(self._pool, _BY_ID, {"id": key_id})
        return _STATE(found[0]) if found else None


@final
class RecentApiKeyStates(Recent[ApiKeyState], ApiKeyStates):
    """Keys and their owners, as they were a moment ago."""
