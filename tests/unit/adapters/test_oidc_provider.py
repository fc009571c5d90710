"""A provider on no wire: it says whatever a test has it say, signed by a real key."""

import json
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from adapters.oidc.provider import KEYS_AGE, UNKNOWN_KEY_AGE, OidcProvider
from adapters.oidc.wire import LARGEST
from application.identity.errors import (
    AudienceMismatch,
    CodeRefused,
    IdTokenExpired,
    IdTokenForged,
    IdTokenMalformed,
    IssuerMismatch,
    NonceMismatch,
    ProviderUnavailable,
)
from application.identity.ports import Challenge
from domain.identity.external_identity import Assertion
from domain.shared.errors import Refusal
from tests.support.doubles import SteppingClock

ISSUER = "https://id.example.com"
CHALLENGE = Challenge(state="the-state", nonce="the-nonce", verifier="v" * 43)
OURS, ANOTHER = (rsa.generate_private_key(65_537, 2_048) for _ in range(2))


class Gone(Enum):
    """In place of a value: nothing at all."""

    GONE = "gone"


GONE = Gone.GONE
LONG_AGO, LONG_AFTER = 1_500_000_000, 4_000_000_000


def public(key: Any, kid: str, algorithm: str = "RS256", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key()))
    return {**made, "kid": kid, **more}


@dataclass
class Spoken:
    """What the provider answers; `asked` counts the paths, `forms` keeps what was sent to the token endpoint."""

    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public(OURS, "ours")])
    key: Any = OURS
    algorithm: str = "RS256"
    answers: dict[str, Callable[[], httpx2.Response]] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    requests: list[httpx2.Request] = field(default_factory=list)
    clock: SteppingClock = field(default_factory=SteppingClock)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        path = request.url.path
        self.asked[path] += 1
        usual = {
            "/.well-known/openid-configuration": self._metadata,
            "/token": self._tokens,
            "/keys": lambda: httpx2.Response(200, json={"keys": self.keys}),
            "/userinfo": lambda: httpx2.Response(200, json=self.userinfo),
        }
        return (self.answers | {name: one for name, one in usual.items() if name not in self.answers})[path]()

    @property
    def provider(self) -> OidcProvider:
        return OidcProvider(
            issuer=ISSUER,
            client_id="us",
            client_secret="our secret",
            redirect_uri="https://desk.example.com/callback",
            clock=self.clock,
            transport=lambda: httpx2.MockTransport(self),
        )

    async def redeemed(self, *, issuer: str | None = None) -> Assertion:
        return await self.provider.redeem("the-code", CHALLENGE, issuer=issuer)

    async def refuses(self, refusal: type[Refusal], *, issuer: str | None = None) -> None:
        with pytest.raises(refusal) as refused:
            await self.redeemed(issuer=issuer)
        assert refused.type is refusal

    def _metadata(self) -> httpx2.Response:
        usual = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        return httpx2.Response(200, json=_without_gone(usual | self.metadata))

    def _tokens(self) -> httpx2.Response:
        now = int(time.time())
        usual = {"iss": ISSUER, "sub": "1", "aud": "us", "exp": now + 300, "iat": now, "nonce": CHALLENGE.nonce}
        usual |= {"email": "a@example.com", "email_verified": True}
        headers = _without_gone({"kid": "ours"} | self.header)
        token = jwt.encode(_without_gone(usual | self.claims), self.key, self.algorithm, headers=headers)
        return httpx2.Response(200, json={"access_token": "at", "token_type": "Bearer", "id_token": token})


def _without_gone(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not GONE}


@pytest.fixture
def spoken() -> Spoken:
    return Spoken()


class TestAddress:
    async def test_asks_for_a_code_bound_to_this_sign_in(self, spoken: Spoken) -> None:
        address = urlsplit(await spoken.provider.address(CHALLENGE))
        hashed = urlsafe_b64encode(sha256(CHALLENGE.verifier.encode()).digest()).decode().rstrip("=")
        assert address._replace(query="").geturl() == f"{ISSUER}/authorize"
        assert {name: value for name, [value] in parse_qs(address.query).items()} == {
            "response_type": "code",
            "client_id": "us",
            "redirect_uri": "https://desk.example.com/callback",
            "scope": "openid email profile",
            "state": CHALLENGE.state,
            "nonce": CHALLENGE.nonce,
            "code_challenge": hashed,
            "code_challenge_method": "S256",
        }

    async def test_is_discovered_once(self, spoken: Spoken) -> None:
        provider = spoken.provider
        for _ in range(3):
            await provider.address(CHALLENGE)
        assert spoken.asked.total() == 1

    @pytest.mark.parametrize(
        "metadata",
        [
            {"issuer": "https://other.example.com"},
            {"issuer": f"{ISSUER}/"},
            {"token_endpoint": GONE},
            {"token_endpoint": "http://id.example.com/token"},
            {"jwks_uri": "file:///etc/passwd"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"userinfo_endpoint": "http://127.0.0.1/"},
        ],
        ids=str,
    )
    async def test_is_not_taken_from_just_anybody(self, spoken: Spoken, metadata: dict[str, Any]) -> None:
        spoken.metadata = metadata
        with pytest.raises(ProviderUnavailable):
            await spoken.provider.address(CHALLENGE)


class TestRedeem:
    async def test_tells_who_signed_in(self, spoken: Spoken) -> None:
        spoken.claims = {"given_name": " Ada\n", "family_name": "Lovelace\0"}
        assert await spoken.redeemed() == Assertion(
            issuer=ISSUER,
            subject="1",
            email="a@example.com",
            email_verified=True,
            first_name="Ada",
            last_name="Lovelace",
        )

    @pytest.mark.parametrize(
        ("methods", "in_header"), [(["client_secret_basic"], True), (["client_secret_post"], False)]
    )
    async def test_shows_code_verifier_and_who_we_are(
        self,
        spoken: Spoken,
        methods: list[str],
        in_header: bool,  # noqa: FBT001 - of a row above
    ) -> None:
        spoken.metadata = {"token_endpoint_auth_methods_supported": methods}
        await spoken.redeemed()
        [asked] = [request for request in spoken.requests if request.url.path == "/token"]
        form = {name: value for name, [value] in parse_qs(asked.content.decode()).items()}
        secret = {} if in_header else {"client_id": "us", "client_secret": "our secret"}
        assert form == secret | {
            "grant_type": "authorization_code",
            "code": "the-code",
            "code_verifier": CHALLENGE.verifier,
            "redirect_uri": "https://desk.example.com/callback",
        }
        assert ("authorization" in asked.headers) is in_header

    @pytest.mark.parametrize("verified", [False, "true", 1, GONE], ids=str)
    async def test_takes_an_address_for_verified_only_where_that_is_said(self, spoken: Spoken, verified: Any) -> None:
        spoken.claims = {"email_verified": verified}
        assert (await spoken.redeemed()).email_verified is False

    @pytest.mark.parametrize(
        "email", [GONE, None, 7, "a\0@example.com", "a@example.com\r\nBcc: b", "x" * 400], ids=repr
    )
    async def test_takes_no_address_that_is_none(self, spoken: Spoken, email: Any) -> None:
        spoken.claims = {"email": email}
        assert (await spoken.redeemed()).email is None

    async def test_asks_on_where_the_token_names_no_address(self, spoken: Spoken) -> None:
        spoken.metadata = {"userinfo_endpoint": f"{ISSUER}/userinfo"}
        spoken.claims = {"email": GONE, "email_verified": GONE}
        spoken.userinfo = {"sub": "1", "email": "b@example.com", "email_verified": True}
        assert (await spoken.redeemed()).verified_email == "b@example.com"
        assert spoken.requests[-1].headers["authorization"] == "Bearer at"

    async def test_believes_nothing_about_somebody_else(self, spoken: Spoken) -> None:
        spoken.metadata = {"userinfo_endpoint": f"{ISSUER}/userinfo"}
        spoken.claims = {"email": GONE}
        spoken.userinfo = {"sub": "2", "email": "b@example.com", "email_verified": True}
        await spoken.refuses(IdTokenForged)

    @pytest.mark.parametrize(
        ("key", "algorithm"),
        [
            (OURS, "PS256"),
            (OURS, "RS512"),
            (ec.generate_private_key(ec.SECP256R1()), "ES256"),
            (ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
        ],
        ids=["PS256", "RS512", "ES256", "EdDSA"],
    )
    async def test_knows_the_usual_algorithms(self, spoken: Spoken, key: Any, algorithm: str) -> None:
        spoken.key, spoken.algorithm, spoken.keys = key, algorithm, [public(key, "ours", algorithm)]
        assert (await spoken.redeemed()).subject == "1"


class TestWrongToken:
    @pytest.mark.parametrize(
        ("claims", "refusal"),
        [
            ({"iss": "https://other.example.com"}, IssuerMismatch),
            ({"iss": f"{ISSUER}/"}, IssuerMismatch),
            ({"aud": "somebody else"}, AudienceMismatch),
            ({"aud": []}, IdTokenMalformed),
            ({"aud": ["us", "them"]}, AudienceMismatch),
            ({"aud": ["us", "them"], "azp": "them"}, AudienceMismatch),
            ({"azp": "them"}, AudienceMismatch),
            ({"nonce": "another"}, NonceMismatch),
            ({"nonce": GONE}, NonceMismatch),
            ({"exp": LONG_AGO}, IdTokenExpired),
            ({"iat": LONG_AFTER}, IdTokenExpired),
            *(({name: GONE}, IdTokenMalformed) for name in ("iss", "aud", "sub", "exp", "iat")),
            ({"sub": ""}, IdTokenMalformed),
            ({"sub": "s" * 256}, IdTokenMalformed),
            ({"sub": "a\0"}, IdTokenMalformed),
        ],
        ids=str,
    )
    async def test_is_refused_by_what_is_wrong(
        self, spoken: Spoken, claims: dict[str, Any], refusal: type[Refusal]
    ) -> None:
        spoken.claims = claims
        await spoken.refuses(refusal)

    async def test_may_be_for_others_besides_if_we_asked_for_it(self, spoken: Spoken) -> None:
        spoken.claims = {"aud": ["them", "us"], "azp": "us"}
        assert (await spoken.redeemed()).subject == "1"

    async def test_of_another_key_is_refused(self, spoken: Spoken) -> None:
        spoken.key = ANOTHER
        await spoken.refuses(IdTokenForged)

    async def test_signed_by_what_is_published_is_refused(self, spoken: Spoken) -> None:
        spoken.key, spoken.algorithm = public(OURS, "ours")["n"], "HS256"
        await spoken.refuses(IdTokenForged)

    async def test_signed_by_nobody_is_refused(self, spoken: Spoken) -> None:
        spoken.key, spoken.algorithm = "", "none"
        await spoken.refuses(IdTokenForged)

    @pytest.mark.parametrize(
        "keys",
        [
            [],
            [{"kid": "ours"}],
            [{"kid": "ours", "kty": "oct", "k": "c2VjcmV0"}],
            [public(OURS, "ours", use="enc")],
            [public(OURS, "ours", alg="RS512")],
            [public(OURS, "ours"), public(ANOTHER, "ours")],
        ],
    )
    async def test_without_a_key_that_is_for_it_is_refused(self, spoken: Spoken, keys: list[dict[str, Any]]) -> None:
        spoken.keys = keys
        await spoken.refuses(IdTokenForged)

    @pytest.mark.parametrize("token", [None, 7, "", "a.b.c", "🦄"])
    async def test_that_is_none_is_refused(self, spoken: Spoken, token: Any) -> None:
        answer = {"access_token": "at", "token_type": "Bearer", "id_token": token}
        spoken.answers["/token"] = lambda: httpx2.Response(200, json=answer)
        await spoken.refuses(IdTokenMalformed)


class TestIssuer:
    async def test_of_the_answer_is_the_one_that_was_asked(self, spoken: Spoken) -> None:
        assert (await spoken.redeemed(issuer=ISSUER)).subject == "1"
        asked = spoken.asked["/token"]
        await spoken.refuses(IssuerMismatch, issuer="https://other.example.com")
        assert spoken.asked["/token"] == asked

    async def test_that_promises_to_name_itself_has_to(self, spoken: Spoken) -> None:
        spoken.metadata = {"authorization_response_iss_parameter_supported": True}
        await spoken.refuses(IssuerMismatch)


class TestKeys:
    async def test_are_asked_for_once_and_again_after_an_hour(self, spoken: Spoken) -> None:
        provider = spoken.provider
        for _ in range(2):
            await provider.redeem("the-code", CHALLENGE, issuer=None)
        assert spoken.asked["/keys"] == 1
        spoken.clock.skip(KEYS_AGE)
        await provider.redeem("the-code", CHALLENGE, issuer=None)
        assert spoken.asked["/keys"] == 2

    async def test_are_asked_for_again_for_one_that_is_new(self, spoken: Spoken) -> None:
        provider = spoken.provider
        await provider.redeem("the-code", CHALLENGE, issuer=None)
        spoken.keys, spoken.key, spoken.header = [public(ANOTHER, "new")], ANOTHER, {"kid": "new"}
        spoken.clock.skip(UNKNOWN_KEY_AGE)
        assert (await provider.redeem("the-code", CHALLENGE, issuer=None)).subject == "1"

    async def test_are_not_asked_for_without_end(self, spoken: Spoken) -> None:
        provider, spoken.header = spoken.provider, {"kid": "made up"}
        for _ in range(5):
            with pytest.raises(IdTokenForged):
                await provider.redeem("the-code", CHALLENGE, issuer=None)
        assert spoken.asked["/keys"] == 1

    async def test_need_no_name_where_there_is_one(self, spoken: Spoken) -> None:
        spoken.header = {"kid": GONE}
        assert (await spoken.redeemed()).subject == "1"


class TestTokenEndpoint:
    async def test_that_refuses_the_code_is_believed(self, spoken: Spoken) -> None:
        spoken.answers["/token"] = lambda: httpx2.Response(400, json={"error": "invalid_grant"})
        await spoken.refuses(CodeRefused)

    @pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
    @pytest.mark.parametrize(
        "answer",
        [
            lambda: httpx2.Response(500),
            lambda: httpx2.Response(404, text="<html>"),
            lambda: httpx2.Response(302, headers={"location": "http://169.254.169.254/"}),
            lambda: httpx2.Response(200, text="no JSON"),
            lambda: httpx2.Response(200, json=[]),
            lambda: httpx2.Response(200, content=b'{"keys": "' + b"x" * LARGEST + b'"}'),
            lambda: httpx2.Response(200, content=b"", headers={"content-encoding": "gzip"}),
            lambda: httpx2.Response(401, json={"error": "invalid_client"}),
        ],
        ids=["500", "404", "redirect", "text", "list", "large", "compressed", "invalid client"],
    )
    async def test_that_does_not_speak_is_away(
        self, spoken: Spoken, path: str, answer: Callable[[], httpx2.Response]
    ) -> None:
        spoken.answers[path] = answer
        await spoken.refuses(ProviderUnavailable)
        assert all(request.url.host == "id.example.com" for request in spoken.requests)

    @pytest.mark.parametrize("error", [httpx2.ConnectError("away"), httpx2.ReadTimeout("slow"), TimeoutError()])
    async def test_that_is_not_reached_is_away(self, spoken: Spoken, error: Exception) -> None:
        def fail() -> httpx2.Response:
            raise error

        spoken.answers["/token"] = fail
        await spoken.refuses(ProviderUnavailable)

    async def test_that_was_away_is_asked_again(self, spoken: Spoken) -> None:
        provider = spoken.provider
        spoken.answers["/.well-known/openid-configuration"] = lambda: httpx2.Response(503)
        with pytest.raises(ProviderUnavailable):
            await provider.address(CHALLENGE)
        spoken.answers.clear()
        assert await provider.address(CHALLENGE)


def test_clock_steps_stay_below_what_is_remembered() -> None:
    assert SteppingClock().step * 20 < UNKNOWN_KEY_AGE < KEYS_AGE == timedelta(hours=1)
