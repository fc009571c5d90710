"""What a browser carries, sealed, while its person is at the provider."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from application.identity.errors import ProviderNotFound, SignInNotBegun, StateMismatch
from application.identity.ports import Challenge, IdentityProvider, IdentityProviders
from application.shared.messages import Message
from application.shared.ports import Seal, SealBroken, Secrets
from domain.shared.ids import SessionId, UserId

LIFETIME: Final = timedelta(minutes=10)
"""In which somebody signs in over there."""

_PURPOSE: Final = "sign_in"
OwnPath = Annotated[str, Meta(max_length=2_000, pattern=r"^/(?!/)[!-\[\]-~]*$(?!\n)")]
"""A path of ours in printable ASCII. Two slashes would name another host; browsers read backslashes as slashes."""


class Linking(Message, frozen=True):
    """Who links a provider, and the session in which they began to."""

    user_id: UserId
    session_id: SessionId


class Flow(Message, frozen=True, kw_only=True):
    """`return_to` is where a browser with a cookie session goes afterwards; without one it is handed tokens."""

    provider: str
    challenge: Challenge
    return_to: OwnPath | None = None
    linking: Linking | None = None


class Begun(Message, frozen=True):
    """Where to send the browser, and what it has to bring back."""

    address: str
    sealed: str


@dataclass(frozen=True, slots=True)
class SignInFlows:
    providers: IdentityProviders
    seal: Seal
    secrets: Secrets

    def provider(self, name: str) -> IdentityProvider:
        if name not in self.providers:
            raise ProviderNotFound("There is no such provider.")
        return self.providers[name]

    async def begin(self, name: str, *, return_to: str | None, linking: Linking | None = None) -> Begun:
        challenge = Challenge(state=self.secrets.new(), nonce=self.secrets.new(), verifier=self.secrets.new())
        address = await self.provider(name).address(challenge)
        flow = Flow(provider=name, challenge=challenge, return_to=return_to, linking=linking)
        return Begun(address, self.seal.close(msgspec.json.encode(flow).decode(), purpose=_PURPOSE))

    def resume(self, sealed: str | None, *, name: str, state: str) -> Flow:
        """The flow that this browser began, if what it brings back answers that one."""
        try:
            opened = self.seal.open(sealed or "", purpose=_PURPOSE, max_age=LIFETIME)
        except SealBroken:
            raise SignInNotBegun("This browser began no sign-in within ten minutes; begin again.") from None
        flow = msgspec.json.decode(opened, type=Flow)
        same = hmac.compare_digest(flow.challenge.state.encode(), state.encode("utf-8", "surrogatepass"))
        if not same or flow.provider != name:
            raise StateMismatch("This does not answer the sign-in that was begun; begin again.", {"state": "Wrong."})
        return flow
