from dataclasses import dataclass

from application.identity.admit import Admit
from application.identity.authenticate_by_key import AuthenticateByKey
from application.identity.errors import TokenRefused
from application.identity.ports import AccessTokens, AccountStates
from domain.identity.api_key import PREFIX
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Tell who holds an access token or an API key, which their beginnings tell apart.

    What they may do is asked of session and account as they are now.
    """

    tokens: AccessTokens
    accounts: AccountStates
    by_key: AuthenticateByKey
    admit: Admit

    async def __call__(self, token: str, *, enrolling: bool = False) -> Actor:
        if token.startswith(PREFIX):
            return await self.by_key(token, enrolling=enrolling)
        claims = self.tokens.read(token)
        account = await self.accounts.of(claims.session_id)
        if (
            account is None
            or not account.is_active
            or account.access_version != claims.access_version
            or account.user_id != claims.user_id
        ):
            raise TokenRefused("The access token is not valid.")
        return self.admit(account, claims.session_id, enrolling=enrolling)
