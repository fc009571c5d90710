from datetime import datetime

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from application.identity.create_api_key import CreateApiKeyCommand, KeyName, Scopes
from application.identity.face import Identity
from application.identity.queries import API_KEY_SORTS, ApiKeyRow
from application.identity.revoke_api_key import RevokeApiKeyCommand
from application.shared.messages import Instant, Message
from domain.identity.api_key import ApiKeyExpiryInvalid, ApiKeyNotFound, OwnerSuspended, TooManyApiKeys
from domain.shared.errors import Conflict
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import BASE, Answer, gone, listed, success, unsaved
from entrypoints.http.idempotency import once
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the

API_KEYS = Listing("api-keys", ApiKeyRow, NoFilter, API_KEY_SORTS, default_sort="-createdAt")


class ApiKeyShownOnce(Conflict):
    """The key was made by this very request before, and its answer is not kept."""

    code = "IDENTITY_API_KEY_SHOWN_ONCE"


MAKING = (ApiKeyExpiryInvalid, OwnerSuspended, TooManyApiKeys, ApiKeyShownOnce)


class CreateApiKeyBody(Body, frozen=True):
    """`scopes` bound what the key does of what its owner may; without `expiresAt` it lives as long as keys may."""

    name: KeyName
    scopes: Scopes
    expires_at: Instant | None = None


class NewApiKeyCard(Message, frozen=True):
    """`key` is the key itself, and shown here alone."""

    id: ApiKeyId
    name: str
    key: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime


@post("/", policy=AUTHENTICATED, once=True, refusals=MAKING)
async def create_api_key(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[CreateApiKeyBody]
) -> Answer[NewApiKeyCard]:
    """Let a program ask in your name. The key is shown in this answer and never again."""
    stated = command(CreateApiKeyCommand, data)
    new = await once(request, lambda: identity.create_api_key(request.user, stated))
    if new is None:
        raise ApiKeyShownOnce("This request made a key before, which was shown then. Revoke that one and make another.")
    row = await identity.api_keys.row(request.user, new.id)
    card = NewApiKeyCard(row.id, row.name, new.text, row.prefix, row.scopes, row.created_at, row.expires_at)
    return unsaved(card, status=201, headers={"Location": f"{BASE}/auth/api-keys/{new.id}"})


@get("/", policy=AUTHENTICATED, listing=API_KEYS)
async def list_api_keys(request: Asked, identity: NamedDependency[Identity]) -> Answer[list[ApiKeyRow]]:
    """Your keys, expired ones too; never the keys themselves."""
    wanted = API_KEYS.read(request)
    return listed(await identity.api_keys.list(request.user, request.user.user_id, wanted.page), wanted)


@get("/{api_key_id:str}", policy=AUTHENTICATED, refusals=(ApiKeyNotFound,))
async def read_api_key(request: Asked, identity: NamedDependency[Identity], api_key_id: Id) -> Answer[ApiKeyRow]:
    """One of yours, or anybody's if you manage accounts."""
    return success(await identity.api_keys.row(request.user, the(api_key_id)))


@delete("/{api_key_id:str}", policy=AUTHENTICATED, refusals=(ApiKeyNotFound,))
async def revoke_api_key(request: Asked, identity: NamedDependency[Identity], api_key_id: Id) -> Answer[None]:
    """End a key of yours, or anybody's if you manage accounts. It is refused on every machine within 2 s."""
    await identity.revoke_api_key(request.user, RevokeApiKeyCommand(api_key_id=the(api_key_id)))
    return gone()


ROUTES = Router(
    "/auth/api-keys",
    route_handlers=[create_api_key, list_api_keys, read_api_key, revoke_api_key],
    tags=["API keys"],
)
