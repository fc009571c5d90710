import re
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from application.identity.errors import ProviderRefused, SignInUsed
from application.identity.link_identity import LinkIdentity
from application.identity.log_in_by_identity import LogInByIdentity
from application.identity.ports import IdentityWork
from application.identity.sign_in_flow import LIFETIME, Linking, SignInFlows
from application.identity.token_pairs import LoggedIn
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.identity.external_identity import Assertion
from domain.identity.one_time_token import digest_of

_ERROR: Final = re.compile(r"[a-z_]{1,50}")
"""As RFC 6749 and OpenID Connect spell theirs; anything else is not repeated."""


class FinishSignInCommand(Command, frozen=True, kw_only=True):
    """What the provider sent the browser back with, and what the browser kept (`sealed`)."""

    provider: str
    sealed: str | None
    state: str
    code: str = ""
    issuer: str | None = None
    error: str | None = None


class SignedIn(Struct, frozen=True):
    """`logged_in` is None where a provider was linked to the account somebody was logged in to."""

    logged_in: LoggedIn | None
    return_to: str | None


@dataclass(frozen=True, slots=True)
class FinishSignIn:
    """The browser comes back from the provider: somebody is logged in, or has one more way to.

    The state is used up before the code is redeemed, so that of many who bring the same one does; whatever fails after
    that leaves nothing behind, and takes beginning again.
    """

    uow: UnitOfWork[IdentityWork]
    clock: Clock
    flows: SignInFlows
    link: LinkIdentity
    log_in: LogInByIdentity

    async def __call__(self, command: FinishSignInCommand) -> SignedIn:
        provider = self.flows.provider(command.provider)
        flow = self.flows.resume(command.sealed, name=command.provider, state=command.state)
        if command.error is not None or not command.code:
            raise _refused(command.error or "no code")
        if not await self._claim(command.state):
            raise SignInUsed("This sign-in was finished already; begin again.")
        assertion = await provider.redeem(command.code, flow.challenge, issuer=command.issuer)
        async with self.uow() as work:
            logged_in = await self._let_in(work, assertion, flow.linking)
        return SignedIn(logged_in, flow.return_to)

    async def _claim(self, state: str) -> bool:
        async with self.uow() as work:
            now = self.clock.now()
            return await work.sign_ins.claim(digest_of(state), at=now, until=now + LIFETIME)

    async def _let_in(self, work: IdentityWork, assertion: Assertion, linking: Linking | None) -> LoggedIn | None:
        if linking is None:
            return await self.log_in(work, assertion)
        await self.link(work, assertion, linking)
        return None


def _refused(error: str) -> ProviderRefused:
    said = error if _ERROR.fullmatch(error) else "something else"
    return ProviderRefused("The provider did not sign you in.", {"error": f"It said: {said}."})
