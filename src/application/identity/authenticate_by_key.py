from dataclasses import dataclass

from application.identity.admit import Admit
from application.identity.errors import TokenRefused
from application.identity.ports import ApiKeyStates, ApiKeyUses
from application.shared.ports import Clock
from domain.identity.api_key import id_in, is_that
from domain.shared.access import Actor
from domain.shared.grants import Grant


@dataclass(frozen=True, slots=True)
class AuthenticateByKey:
    """Tell who holds an API key. Owner and key are asked about as they are now; what is no key costs no question."""

    keys: ApiKeyStates
    uses: ApiKeyUses
    clock: Clock
    admit: Admit

    async def __call__(self, text: str, *, enrolling: bool = False) -> Actor:
        key_id = id_in(text)
        state = await self.keys.of(key_id) if key_id else None
        now = self.clock.now()
        if (
            key_id is None
            or state is None
            or not is_that(text, state.digest)
            or not state.is_active
            or now >= state.expires_at
        ):
            raise TokenRefused("The API key is not valid.")
        actor = self.admit(state, None, enrolling=enrolling, grant=Grant(key_id, frozenset(state.scopes)))
        self.uses.note(key_id, now)
        return actor
