"""Who asks: PyJWT in a dependency."""

import os
from typing import Annotated, Any, Final
from uuid import UUID

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

_SECRET: Final = os.environ["JWT_SECRET"]
_ISSUER: Final = os.environ["JWT_ISSUER"]
_AUDIENCE: Final = os.environ["JWT_AUDIENCE"]
_STAFF: Final = frozenset({"admin", "manager", "agent"})
_REQUIRED: Final = ["exp", "iat", "iss", "aud", "sub", "ver"]
_BEARER: Final = HTTPBearer(auto_error=False)


async def actor(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> UUID:
    """The id of somebody who may read every ticket."""
    if credentials is None:
        raise HTTPException(401, "UNAUTHENTICATED")
    try:
        token: dict[str, Any] = jwt.decode_complete(
            credentials.credentials,
            _SECRET,
            algorithms=["HS256"],
            issuer=_ISSUER,
            audience=_AUDIENCE,
            options={"require": _REQUIRED},
        )
        actor_id = UUID(token["payload"]["sub"])
    except (jwt.InvalidTokenError, ValueError):
        raise HTTPException(401, "UNAUTHENTICATED") from None
    if token["header"].get("typ") != "at+jwt" or token["payload"].get("role") not in _STAFF:
        raise HTTPException(401, "UNAUTHENTICATED")
    return actor_id
