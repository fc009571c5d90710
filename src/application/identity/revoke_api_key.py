from dataclasses import dataclass

from application.identity.ports import IdentityWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.access import may_manage_keys_of
from domain.identity.api_key import ApiKeyNotFound
from domain.shared.access import Actor, require_person
from domain.shared.ids import ApiKeyId


class RevokeApiKeyCommand(Command, frozen=True, kw_only=True):
    api_key_id: ApiKeyId


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """End a key: its owner, or who manages accounts. It is refused on every machine within `account_staleness`."""

    uow: UnitOfWork[IdentityWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: RevokeApiKeyCommand) -> None:
        require_person(actor)
        async with self.uow() as work:
            key = await work.api_keys.find(command.api_key_id)
            if key is None or not may_manage_keys_of(actor, key.user_id):
                raise ApiKeyNotFound("There is no such API key.")
            await work.api_keys.remove(key.id, key.revoke(at=self.clock.now()))
