"""Being known elsewhere: somebody's account at an OpenID provider, which opens the one they have here."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.identity.credentials import WrongCredentials, canonical_email
from domain.identity.events import ExternalIdentityLinked, ExternalIdentityUnlinked, ExternalIdentityUsed
from domain.identity.user import User
from domain.shared.errors import Conflict, NotFound, Unmet
from domain.shared.ids import ExternalIdentityId, UserId


class ExternalIdentityNotFound(NotFound):
    code = "IDENTITY_EXTERNAL_IDENTITY_NOT_FOUND"


class ExternalIdentityTaken(Conflict):
    """It opens another account already."""

    code = "IDENTITY_EXTERNAL_IDENTITY_TAKEN"


class EmailNotVouchedFor(Unmet):
    """The provider does not say that the address was verified, so that it proves nothing here."""

    code = "IDENTITY_EMAIL_NOT_VOUCHED_FOR"


class LinkingNeeded(Unmet):
    """An account with this address is there, and takes a login before the provider can be linked to it."""

    code = "IDENTITY_LINKING_NEEDED"


class OwnEmailUnverified(Unmet):
    """Whoever had an account with somebody else's address could stay in it by what they linked before."""

    code = "IDENTITY_OWN_EMAIL_UNVERIFIED"


class LastWayIn(Unmet):
    """Without a password and without it nobody could log in to the account any more."""

    code = "IDENTITY_LAST_WAY_IN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What a provider says about somebody. Issuer and subject together are who it is; addresses move and are reused."""

    issuer: str
    subject: str
    email: str | None = None
    email_verified: bool = False
    first_name: str = ""
    last_name: str = ""

    @property
    def verified_email(self) -> str:
        """The address, if the issuer vouches for it. The same is refused whether or not anybody here has it."""
        if self.email is None or not self.email_verified:
            raise EmailNotVouchedFor(
                "The provider does not vouch for your address: verify it there, or log in here and link the provider."
            )
        return self.email


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdentity:
    """`email` is the address that the issuer named when it was linked, for its owner to recognise it by."""

    id: ExternalIdentityId
    issuer: str
    subject: str
    user_id: UserId
    email: str | None
    created_at: datetime
    last_used_at: datetime

    @classmethod
    def link(
        cls, assertion: Assertion, user: User, *, id: ExternalIdentityId, at: datetime, by_email: bool = False
    ) -> tuple[Self, ExternalIdentityLinked]:
        identity = cls(
            id=id,
            issuer=assertion.issuer,
            subject=assertion.subject,
            user_id=user.id,
            email=assertion.email,
            created_at=at,
            last_used_at=at,
        )
        linked = ExternalIdentityLinked(
            external_identity_id=id, user_id=user.id, issuer=assertion.issuer, by_email=by_email, at=at
        )
        return identity, linked

    def use(self, *, at: datetime) -> tuple[Self, ExternalIdentityUsed]:
        """Somebody logs in by it."""
        used = ExternalIdentityUsed(external_identity_id=self.id, user_id=self.user_id, issuer=self.issuer, at=at)
        return replace(self, last_used_at=at), used

    def unlink(self, user: User, *, others: int, at: datetime) -> ExternalIdentityUnlinked:
        """LastWayIn when the account has neither a password nor one of the `others`."""
        if user.password_hash is None and not others:
            raise LastWayIn("It is the only way into your account: set a password first.")
        return ExternalIdentityUnlinked(external_identity_id=self.id, user_id=self.user_id, issuer=self.issuer, at=at)


def require_account_open(user: User) -> None:
    """Who is suspended hears what those hear who are not known."""
    if not user.is_active:
        raise WrongCredentials("Unknown address or wrong password.")


def require_may_link_by_email(user: User) -> None:
    """An address proves whose an account is only if its owner has proven that it is theirs.

    Otherwise somebody could have made the account in advance, with another's address. Nor does reading its mail prove
    enough where a second factor is asked for at login.
    """
    if user.email_verified_at is None or user.second_factor_at is not None:
        raise LinkingNeeded("There is an account with your address: log in, and link the provider from there.")


def require_may_link(assertion: Assertion, user: User) -> None:
    """While logged in: an unverified account takes only an identity that vouches for the very address it has."""
    vouched_for = assertion.email_verified and canonical_email(assertion.email or "") == user.canonical_email
    if user.email_verified_at is None and not vouched_for:
        raise OwnEmailUnverified("Verify your address before you link a provider.")
