from dataclasses import dataclass

from application.identity.errors import SignInNotBegun
from application.identity.ports import IdentityWork
from application.identity.sign_in_flow import Linking
from application.shared.ports import Clock, Ids
from domain.identity.external_identity import Assertion, ExternalIdentity, ExternalIdentityTaken, require_may_link


@dataclass(frozen=True, slots=True)
class LinkIdentity:
    """Have an account be opened by a provider from now on, in the session in which its owner asked for that."""

    clock: Clock
    ids: Ids

    async def __call__(self, work: IdentityWork, assertion: Assertion, linking: Linking) -> None:
        session = await work.sessions.find(linking.session_id)
        user = await work.users.get(linking.user_id)
        now = self.clock.now()
        if session is None or not session.serves(user, at=now):
            raise SignInNotBegun("You are not logged in any more; log in, and begin again.")
        require_may_link(assertion, user)
        known = await work.external_identities.find(assertion.issuer, assertion.subject)
        if known is None:
            await work.external_identities.save(*ExternalIdentity.link(assertion, user, id=self.ids.new(), at=now))
        elif known.user_id != user.id:
            raise ExternalIdentityTaken("Another account is linked to this one of the provider's.")
