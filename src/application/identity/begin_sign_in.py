from dataclasses import dataclass

from application.identity.sign_in_flow import Begun, OwnPath, SignInFlows
from application.shared.messages import Command


class BeginSignInCommand(Command, frozen=True, kw_only=True):
    provider: str
    return_to: OwnPath | None = None


@dataclass(frozen=True, slots=True)
class BeginSignIn:
    """Somebody wants to log in by a provider."""

    flows: SignInFlows

    async def __call__(self, command: BeginSignInCommand) -> Begun:
        return await self.flows.begin(command.provider, return_to=command.return_to)
