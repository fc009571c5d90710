"""What is shown at login beside the password: a code of an app (TOTP, RFC 6238), or one that was kept for a bad day."""

import hmac
import re
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Self

from domain.shared.access import Role
from domain.shared.errors import Conflict, Forbidden, Unauthenticated, Unmet
from domain.shared.ids import UserId

STEP: Final = timedelta(seconds=30)
"""For how long an app shows the same code (RFC 6238, 5.2)."""

DRIFT: Final = 1
"""Steps by which an app's clock may be early or late; RFC 6238 (5.2) advises no more."""

ENROLMENT: Final = timedelta(minutes=10)
"""How long a secret that was offered waits for its first code."""

RECOVERY_CODES: Final = 10

CodeAt = Callable[[int], str]
"""The code of a time step, under some secret."""

_TIME_CODE: Final = re.compile(r"[0-9]{6}")
_GROUP: Final = 4


class SecondFactorRequired(Unauthenticated):
    """The password is right, and the account asks for a code besides."""

    code = "IDENTITY_SECOND_FACTOR_REQUIRED"


class SecondFactorRefused(Unauthenticated):
    """The password is right, the code is wrong or was used before: told apart by nobody outside."""

    code = "IDENTITY_SECOND_FACTOR_REFUSED"


class SecondFactorRequiredForRole(Forbidden):
    """The role asks for a second factor that its holder has yet to set up."""

    code = "IDENTITY_SECOND_FACTOR_REQUIRED_FOR_ROLE"


class WrongCode(Unmet):
    """Whoever changes their second factor proves that they have it."""

    code = "IDENTITY_WRONG_CODE"


class NoSecondFactor(Conflict):
    """There is none to change."""

    code = "IDENTITY_NO_SECOND_FACTOR"


class NothingToConfirm(Conflict):
    """No second factor was offered, or too long ago."""

    code = "IDENTITY_NOTHING_TO_CONFIRM"


class RoleKeepsSecondFactor(Unmet):
    """The role asks for a second factor; it can be replaced, not removed."""

    code = "IDENTITY_ROLE_KEEPS_SECOND_FACTOR"


@dataclass(frozen=True, slots=True)
class SecondFactorPolicy:
    """Which roles do nothing without a second factor."""

    roles: frozenset[Role] = frozenset()

    def asks(self, role: Role) -> bool:
        return role in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """What codes of somebody's app are compared with. Secrets are sealed.

    One that is only offered takes the place of the other with its first code. `last_step` is the newest time step
    whose code was taken: none is taken twice, nor one from before.
    """

    user_id: UserId
    sealed_secret: str | None = None
    last_step: int = 0
    sealed_offer: str | None = None
    offered_until: datetime | None = None

    def offer(self, sealed: str, *, at: datetime) -> Self:
        """Have a new secret wait for its first code, in place of any that waited before."""
        return replace(self, sealed_offer=sealed, offered_until=at + ENROLMENT)

    def open_offer(self, *, at: datetime) -> str:
        """The secret that waits. NothingToConfirm."""
        if self.sealed_offer is None or self.offered_until is None or at >= self.offered_until:
            raise NothingToConfirm("There is no second factor to confirm; begin anew.")
        return self.sealed_offer

    def confirm(self, code: str, code_at: CodeAt, *, at: datetime) -> Self | None:
        """Take what was offered into use with a first code of it; None when that is wrong."""
        step = _fitting_step(code, code_at, at=at, after=0)
        if step is None:
            return None
        secret = self.open_offer(at=at)
        return replace(self, sealed_secret=secret, last_step=step, sealed_offer=None, offered_until=None)

    def accept(self, code: str, code_at: CodeAt, *, at: datetime) -> Self | None:
        """Take a code; None when it is wrong, or not newer than the last one taken."""
        step = _fitting_step(code, code_at, at=at, after=self.last_step)
        return None if step is None else replace(self, last_step=step)


def _fitting_step(code: str, code_at: CodeAt, *, at: datetime, after: int) -> int | None:
    """The newest step around now that has this code: were it the oldest, the code could come again."""
    now = int(at.timestamp()) // int(STEP.total_seconds())
    steps = [step for step in range(now - DRIFT, now + DRIFT + 1) if step > after]
    return max((step for step in steps if hmac.compare_digest(code_at(step).encode(), code.encode())), default=None)


def canonical_code(typed: str) -> str:
    """A code as it is compared, whatever spaces, hyphens and case people write it with."""
    return "".join(typed.split()).replace("-", "").upper()


def is_time_code(code: str) -> bool:
    """Whether it is an app's, by its looks; any other can only be a recovery code."""
    return _TIME_CODE.fullmatch(code) is not None


def new_totp_secret(random: str) -> str:
    """160 bits, as RFC 4226 (4, R6) advises, made from a secret; in base32, as apps take it."""
    return _base32(random, size=20)


def new_recovery_code(random: str) -> str:
    """120 bits made from a secret, in groups that can be read out; more than anybody can guess from its digest."""
    letters = _base32(random, size=15)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _base32(random: str, *, size: int) -> str:
    """So many bytes of it, in letters and digits that are not mistaken for each other."""
    return b32encode(sha256(random.encode()).digest()[:size]).decode()
