"""One OpenID provider, by the authorization code flow with PKCE (RFC 7636, RFC 9700)."""

import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, final

from authlib.integrations.base_client import OAuthError

from adapters.oidc.discovery import KeySet, Metadata, discover, key_set
from adapters.oidc.id_tokens import Header, header_of, verified
from adapters.oidc.remembered import Remembered
from adapters.oidc.wire import Transport, connected, over_the_net, read
from application.identity.errors import CodeRefused, IdTokenForged, IdTokenMalformed, IssuerMismatch
from application.identity.ports import Challenge, IdentityProvider
from application.shared.ports import Clock
from domain.identity.external_identity import Assertion

SCOPE: Final = "openid email profile"

METADATA_AGE: Final = timedelta(hours=24)
KEYS_AGE: Final = timedelta(hours=1)
"""After which a key that the provider withdrew is no longer believed."""

UNKNOWN_KEY_AGE: Final = timedelta(minutes=1)
"""Once in this time at most keys are fetched anew because a token names one that is not among them."""

LONGEST_EMAIL: Final = 320
LONGEST_NAME: Final = 200


@final
class OidcProvider(IdentityProvider):
    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        clock: Clock,
        transport: Transport = over_the_net,
    ) -> None:
        self._issuer = issuer
        self._client: Mapping[str, str] = {
            "client_id": client_id,
            "client_secret": client_secret,
            "redirect_uri": redirect_uri,
        }
        self._transport = transport
        self._metadata = Remembered(lambda: discover(issuer, transport), clock=clock)
        self._keys = Remembered(self._key_set, clock=clock)

    @property
    def issuer(self) -> str:
        return self._issuer

    async def address(self, challenge: Challenge) -> str:
        metadata = await self._metadata.get(age=METADATA_AGE)
        async with connected(self._transport, **self._client, scope=SCOPE, code_challenge_method="S256") as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=challenge.state,
                nonce=challenge.nonce,
                code_verifier=challenge.verifier,
            )
        return str(address)

    async def redeem(self, code: str, challenge: Challenge, *, issuer: str | None) -> Assertion:
        metadata = await self._metadata.get(age=METADATA_AGE)
        is_silent = issuer is None and not metadata.authorization_response_iss_parameter_supported
        if issuer != self._issuer and not is_silent:
            raise IssuerMismatch("The answer does not come from the provider that was asked.")
        tokens = await self._tokens(metadata, code, challenge.verifier)
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise IdTokenMalformed("The provider gave no token that says who you are.")
        key = await self._key_for(header_of(id_token))
        client_id = self._client["client_id"]
        claims = verified(id_token, key, issuer=self._issuer, client_id=client_id, nonce=challenge.nonce)
        if "email" not in claims and metadata.userinfo_endpoint:
            claims = await self._more(claims, metadata.userinfo_endpoint, tokens)
        return _assertion(self._issuer, claims)

    async def _tokens(self, metadata: Metadata, code: str, verifier: str) -> Mapping[str, Any]:
        async with connected(
            self._transport, **self._client, token_endpoint_auth_method=metadata.auth_method
        ) as client:
            try:
                tokens = await client.fetch_token(
                    metadata.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
                )
            except OAuthError as error:
                if error.error != "invalid_grant":
                    raise
                raise CodeRefused("The provider does not take this code.") from None
            return dict(tokens)

    async def _key_set(self) -> KeySet:
        metadata = await self._metadata.get(age=METADATA_AGE)
        return await key_set(metadata.jwks_uri, self._transport)

    async def _key_for(self, header: Header) -> Mapping[str, Any]:
        """The key that a token names, or the only one there is."""
        for age in (KEYS_AGE, UNKNOWN_KEY_AGE):
            found = [key for key in (await self._keys.get(age=age)).keys if _is_for(key, header)]
            if len(found) == 1:
                return found[0]
        raise IdTokenForged("The provider has no such key.")

    async def _more(self, claims: dict[str, Any], address: str, tokens: Mapping[str, Any]) -> dict[str, Any]:
        """With what the provider tells elsewhere (OpenID Connect Core 1.0, 5.4), if that is about the same person."""
        async with connected(self._transport, **self._client) as client:
            told = await read(client, address, dict[str, Any], bearer=str(tokens.get("access_token")))
        if told.get("sub") != claims["sub"]:
            raise IdTokenForged("The provider tells of somebody else than its token.")
        return told | claims


def _is_for(key: Mapping[str, Any], header: Header) -> bool:
    return (
        header.kid in (None, key.get("kid"))
        and key.get("use", "sig") == "sig"
        and key.get("alg", header.alg) == header.alg
    )


def _assertion(issuer: str, claims: Mapping[str, Any]) -> Assertion:
    email = claims.get("email")
    return Assertion(
        issuer=issuer,
        subject=str(claims["sub"]),
        email=email if isinstance(email, str) and _line(email, LONGEST_EMAIL) == email else None,
        email_verified=claims.get("email_verified") is True,
        first_name=_line(claims.get("given_name"), LONGEST_NAME),
        last_name=_line(claims.get("family_name"), LONGEST_NAME),
    )


def _line(text: object, longest: int) -> str:
    """Text in one line, without what cannot be stored; nothing where there is none."""
    if not isinstance(text, str):
        return ""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")[:longest].strip()
