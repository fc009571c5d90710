from dataclasses import dataclass, replace

from application.identity.errors import MalformedEmail
from application.identity.ports import EmailAddresses, IdentityWork
from application.identity.start_session import StartSession
from application.identity.token_pairs import LoggedIn
from application.shared.ports import Clock, Ids
from domain.identity.credentials import WrongCredentials, canonical_email
from domain.identity.external_identity import (
    Assertion,
    ExternalIdentity,
    require_account_open,
    require_may_link_by_email,
)
from domain.identity.user import User


@dataclass(frozen=True, slots=True)
class LogInByIdentity:
    """Log somebody in whom a provider knows: by what they linked, by an address that both verified, or as new."""

    clock: Clock
    ids: Ids
    addresses: EmailAddresses
    start_session: StartSession

    async def __call__(self, work: IdentityWork, assertion: Assertion) -> LoggedIn:
        known = await work.external_identities.find(assertion.issuer, assertion.subject)
        if known is not None:
            user = await self._owner(work, known)
        else:
            user = await self._newly_linked(work, self._normalised(assertion))
        return await self.start_session(work, user)

    async def _owner(self, work: IdentityWork, known: ExternalIdentity) -> User:
        user = await work.users.get(known.user_id)
        require_account_open(user)
        if await work.external_identities.find(known.issuer, known.subject) is None:  # unlinked before it was locked
            raise WrongCredentials("Unknown address or wrong password.")
        await work.external_identities.save(*known.use(at=self.clock.now()))
        return user

    async def _newly_linked(self, work: IdentityWork, assertion: Assertion) -> User:
        email = assertion.verified_email
        user = await work.users.find_by_email(canonical_email(email))
        if user is None:
            return await self._registered(work, assertion, email)
        require_account_open(user)
        require_may_link_by_email(user)
        await self._link(work, assertion, user, by_email=True)
        return user

    async def _registered(self, work: IdentityWork, assertion: Assertion, email: str) -> User:
        user, registered = User.register(
            id=self.ids.new(),
            email=email,
            password_hash=None,
            first_name=assertion.first_name,
            last_name=assertion.last_name,
            at=self.clock.now(),
            is_verified=True,
        )
        await work.users.save(user, registered)
        await self._link(work, assertion, user)
        return user

    async def _link(self, work: IdentityWork, assertion: Assertion, user: User, *, by_email: bool = False) -> None:
        identity, linked = ExternalIdentity.link(
            assertion, user, id=self.ids.new(), at=self.clock.now(), by_email=by_email
        )
        await work.external_identities.save(identity, linked)

    def _normalised(self, assertion: Assertion) -> Assertion:
        """With the address as it is to be stored, or without one where it is none."""
        try:
            return replace(assertion, email=self.addresses.normalise(assertion.email or ""))
        except MalformedEmail:
            return replace(assertion, email=None)
