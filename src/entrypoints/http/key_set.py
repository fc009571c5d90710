"""The public keys by which others verify our access tokens (RFC 7517), where libraries look for them."""

from typing import Any, Final

from litestar import Request, Response, Router, get

from entrypoints.http.envelope import ENCODER
from entrypoints.http.policy import PUBLIC

MEDIA_TYPE: Final = "application/jwk-set+json"


@get("/.well-known/jwks.json", policy=PUBLIC)
async def key_set(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Kept for no longer than half of the time that a new key waits: so whoever asks knows it before it signs."""
    house = request.app.state.house
    kept = int(house.settings.key_propagation / 2)
    content = ENCODER.encode({"keys": house.identity.key_ring.public()})
    return Response(content, media_type=MEDIA_TYPE, headers={"Cache-Control": f"public, max-age={kept}"})


KEYS: Final = Router("/", route_handlers=[key_set])
