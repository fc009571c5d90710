"""What a provider publishes about itself (OpenID Connect Discovery 1.0)."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from adapters.oidc.wire import Transport, connected, read


class Metadata(Struct, frozen=True):
    """As far as it is of use. The defaults are those of the specification."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: Sequence[str] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False

    @property
    def auth_method(self) -> str:
        """How we show the secret; in the header where that is taken."""
        is_basic = "client_secret_basic" in self.token_endpoint_auth_methods_supported
        return "client_secret_basic" if is_basic else "client_secret_post"


class KeySet(Struct, frozen=True):
    keys: list[dict[str, Any]]


async def discover(issuer: str, transport: Transport) -> Metadata:
    """Of this very issuer, and with addresses as safe as its own."""
    async with connected(transport) as client:
        metadata = await read(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration", Metadata)
        if metadata.issuer != issuer:
            raise ValueError("the metadata of another issuer")
        addresses = [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri]
        if not all(is_safe(address, plain=is_loopback(issuer)) for address in (*addresses, metadata.userinfo_endpoint)):
            raise ValueError("an unsafe address")
        return metadata


async def key_set(address: str, transport: Transport) -> KeySet:
    async with connected(transport) as client:
        return await read(client, address, KeySet)


def is_safe(address: str | None, *, plain: bool) -> bool:
    """Whether it is encrypted, or `plain` but on this machine."""
    return address is None or address.startswith("https://") or (plain and is_loopback(address))


def is_loopback(address: str) -> bool:
    """Http to this machine, for development."""
    place = urlsplit(address)
    if place.scheme != "http" or place.hostname is None:
        return False
    try:
        return place.hostname == "localhost" or ip_address(place.hostname).is_loopback
    except ValueError:
        return False
