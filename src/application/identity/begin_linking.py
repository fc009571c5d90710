from dataclasses import dataclass

from application.identity.sign_in_flow import Begun, Linking, OwnPath, SignInFlows
from application.shared.messages import Command
from domain.shared.access import Actor, require


class BeginLinkingCommand(Command, frozen=True, kw_only=True):
    provider: str
    return_to: OwnPath | None = None


@dataclass(frozen=True, slots=True)
class BeginLinking:
    """Somebody who is logged in wants to log in by a provider from now on, too."""

    flows: SignInFlows

    async def __call__(self, actor: Actor, command: BeginLinkingCommand) -> Begun:
        session_id = actor.session_id
        require(session_id is not None, "link a provider without being logged in")
        linking = Linking(actor.user_id, session_id) if session_id else None
        return await self.flows.begin(command.provider, return_to=command.return_to, linking=linking)
