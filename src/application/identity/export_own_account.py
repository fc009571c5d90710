from dataclasses import dataclass
from functools import partial

from application.identity.queries import ApiKeyQueries, ExternalIdentityQueries, SessionQueries, UserQueries
from application.shared.own_data import OwnData, walk
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class ExportOwnAccount:
    """What is kept of somebody's account. Secrets are not, and what is made of them is told to nobody."""

    users: UserQueries
    sessions: SessionQueries
    api_keys: ApiKeyQueries
    external_identities: ExternalIdentityQueries

    def __call__(self, actor: Actor) -> OwnData:
        return {
            "account": partial(self.users.full, actor, actor.user_id),
            "sessions": walk(partial(self.sessions.kept, actor)),
            "apiKeys": walk(partial(self.api_keys.list, actor, actor.user_id)),
            "identities": walk(partial(self.external_identities.list, actor)),
        }
