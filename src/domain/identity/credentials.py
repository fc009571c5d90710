"""What an address and a password must be like before anything is stored."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.shared.errors import Invalid, Unauthenticated, Unmet

LONGEST_PASSWORD: Final = 128
"""Code points. A bound is needed because hashing costs grow with length; OWASP asks for at least 64."""


class WeakPassword(Invalid):
    code = "IDENTITY_WEAK_PASSWORD"


class WrongCredentials(Unauthenticated):
    """The same for an unknown address, a wrong password and an account that is switched off."""

    code = "IDENTITY_WRONG_CREDENTIALS"


class WrongPassword(Unmet):
    """Whoever changes a password proves once more that it is theirs."""

    code = "IDENTITY_WRONG_PASSWORD"


def canonical_email(address: str) -> str:
    """The one spelling under which an address is unique: NFKC, no surrounding space, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold()).strip()


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What is asked of a new password. Old ones are never judged by it."""

    shortest: int = 8
    needs_special: bool = False

    def check(self, password: str, *, is_common: Callable[[str], bool], member: str = "password") -> None:
        """Refuse a weak password, naming every rule it breaks at once; `member` is what the caller calls it."""
        broken = [
            rule
            for rule, holds in (
                (f"at least {self.shortest} characters", len(password) >= self.shortest),
                (f"at most {LONGEST_PASSWORD} characters", len(password) <= LONGEST_PASSWORD),
                ("an upper-case letter", any(letter.isupper() for letter in password)),
                ("a lower-case letter", any(letter.islower() for letter in password)),
                ("a digit", any(letter.isdigit() for letter in password)),
                ("a special character", not self.needs_special or any(not letter.isalnum() for letter in password)),
                ("not a common password", not is_common(password)),
            )
            if not holds
        ]
        if broken:
            needs = f"Needs: {', '.join(broken)}."
            raise WeakPassword("The password is too weak.", {member: needs})
