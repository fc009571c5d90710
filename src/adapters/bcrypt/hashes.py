"""Passwords under bcrypt, as other systems have left them."""

import re
from typing import Final, final

import bcrypt

from application.identity.ports import OldHashes

COSTLIEST: Final = 13
"""The logarithm of the rounds: about half a second of a core. What asks for more is not computed."""

READ: Final = 72
"""Bytes of a password that bcrypt ever looked at; what came after was cut off without a word."""

_HASH: Final = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
"""All three are computed alike; `$2x$` marks those of a faulty implementation and is none of them."""


@final
class BcryptHashes(OldHashes):
    def knows(self, password_hash: str) -> bool:
        found = _HASH.fullmatch(password_hash)
        return found is not None and 4 <= int(found[1]) <= COSTLIEST  # noqa: PLR2004 - bcrypt's own least

    def matches(self, password: str, password_hash: str) -> bool:
        return bcrypt.checkpw(password.encode()[:READ], password_hash.encode("ascii"))
