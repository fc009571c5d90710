from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from application.identity.ports import IdentityWork
from application.shared.messages import Command, Instant
from application.shared.ports import Clock, Ids, Secrets, UnitOfWork
from domain.identity.access import may_make_keys_for
from domain.identity.api_key import AT_MOST, ApiKey, TooManyApiKeys, spelled
from domain.shared.access import Actor, require, require_person
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId, UserId

KeyName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Scopes = Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=30)]


class CreateApiKeyCommand(Command, frozen=True, kw_only=True):
    """Without `expires_at` it lives as long as keys may; without `owner_id` it is one's own."""

    name: KeyName
    scopes: Scopes
    expires_at: Instant | None = None
    owner_id: UserId | None = None


class NewApiKey(Struct, frozen=True):
    """`text` is the key itself, known here and to whom it is shown, and nowhere else."""

    id: ApiKeyId
    text: str


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    """Somebody lets a program ask in their name, until the key expires or is revoked."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    ids: Ids
    secrets: Secrets
    longest: timedelta

    async def __call__(self, actor: Actor, command: CreateApiKeyCommand) -> NewApiKey:
        require_person(actor)
        owner_id = command.owner_id or actor.user_id
        require(may_make_keys_for(actor, owner_id), "make API keys for others")
        new = ApiKeyId(self.ids.new())
        text = spelled(new, self.secrets.new())
        async with self.uow() as work:
            owner = await work.users.get(owner_id)
            if len(await work.api_keys.of_user(owner_id)) >= AT_MOST:
                raise TooManyApiKeys(f"There are {AT_MOST} API keys already: revoke one first.")
            key, created = ApiKey.create(
                text,
                owner,
                id=new,
                name=command.name.strip(),
                scopes=command.scopes,
                at=self.clock.now(),
                expires_at=command.expires_at,
                longest=self.longest,
            )
            await work.api_keys.add(key, created)
        return NewApiKey(new, text)
