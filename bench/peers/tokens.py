"""Who asks, by PyJWT."""

import os
from typing import Any, Final
from uuid import UUID

import jwt

_SECRET: Final = os.environ["JWT_SECRET"]
_ISSUER: Final = os.environ["JWT_ISSUER"]
_AUDIENCE: Final = os.environ["JWT_AUDIENCE"]
_STAFF: Final = frozenset({"admin", "manager", "agent"})
_REQUIRED: Final = ["exp", "iat", "iss", "aud", "sub", "ver"]


def asker(token: str) -> UUID | None:
    """The id of somebody who may read every ticket; None of whoever is not known to be one."""
    try:
        found: dict[str, Any] = jwt.decode_complete(
            token,
            _SECRET,
            algorithms=["HS256"],
            issuer=_ISSUER,
            audience=_AUDIENCE,
            options={"require": _REQUIRED},
        )
        actor_id = UUID(found["payload"]["sub"])
    except (jwt.InvalidTokenError, ValueError):
        return None
    is_staff = found["header"].get("typ") == "at+jwt" and found["payload"].get("role") in _STAFF
    return actor_id if is_staff else None
