"""Settings of OpenID providers, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Annotated, Any, Final, final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

GOOGLE: Final = "google"
GOOGLE_ISSUER: Final = "https://accounts.google.com"

RESERVED: Final = frozenset({"api-keys", "csrf", "identities", "providers", "second-factor", "sessions"})
"""Names that are addresses of something else below /auth."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,29}")

Stated = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"^[!-~]+$")]


class ProviderSettings(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Who a provider is, and who we are to it."""

    issuer: Stated
    client_id: Stated
    client_secret: Stated


@final
class OidcProviders:
    """Providers by name, as JSON: {"work": {"issuer": "https://…", "clientId": "…", "clientSecret": "…"}}."""

    def __init__(self, text: str) -> None:
        """ValueError says what is wrong with which of them, and shows no value."""
        try:
            stated = msgspec.json.decode(text, type=dict[str, Any])
        except msgspec.MsgspecError:
            raise ValueError("Not a JSON object of providers by name.") from None
        self.by_name: Final = {name: _one(name, stated[name]) for name in stated}


def _one(name: str, stated: Any) -> ProviderSettings:
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise ValueError(f"No name for a provider: {name[:30]!r}; lower-case letters, digits and hyphens.")
    try:
        return msgspec.convert(stated, ProviderSettings)
    except msgspec.ValidationError as problem:
        raise ValueError(f"{name}: {problem}.") from None


def provider_problems(
    providers: Mapping[str, ProviderSettings], *, in_development: bool, is_https: bool, in_production: bool
) -> Iterator[tuple[str, str]]:
    """Setting and problem."""
    for name, provider in providers.items():
        if not is_issuer(provider.issuer, in_development=in_development):
            yield "OIDC_PROVIDERS", f"{name}: the issuer must be an address with https://, without query or fragment."
    if providers and in_production and not is_https:
        yield "PUBLIC_URL", "Providers send browsers back to it, and production needs https:// there."


def is_issuer(address: str, *, in_development: bool) -> bool:
    """Plain http is for providers on this very machine, in development."""
    place = urlsplit(address)
    if not place.hostname or place.query or place.fragment or place.username:
        return False
    return place.scheme == "https" or (in_development and place.scheme == "http" and _is_here(place.hostname))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
