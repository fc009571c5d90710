import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest

from adapters.jwt.tokens import JwtAccessTokens
from adapters.system.clock import SystemClock
from application.identity.errors import TokenRefused
from domain.identity.user import User
from domain.shared.ids import SessionId
from tests.support.builders import a_user

SESSION = SessionId(uuid4())
SECRET = "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa"


class PastClock:
    def now(self) -> datetime:
        return datetime.now(UTC) - timedelta(hours=1)


def tokens(**changes: Any) -> JwtAccessTokens:
    settings: dict[str, Any] = {"secret": SECRET, "issuer": "tix", "audience": "tix", "clock": SystemClock()}
    return JwtAccessTokens(**(settings | {"lifetime": timedelta(minutes=15)} | changes))


def claims_of(user: User, **changes: Any) -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": "tix",
        "aud": "tix",
        "sub": str(user.id),
        "sid": str(SESSION),
        "ver": 1,
        "iat": now,
        "exp": now + 60,
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def signed(
    claims: dict[str, Any], *, secret: str = SECRET, algorithm: str = "HS256", typ: str | None = "at+jwt"
) -> str:
    return jwt.encode(claims, secret, algorithm=algorithm, headers={"typ": typ})


class TestRead:
    def test_tells_whose_token_it_is(self) -> None:
        user = a_user(access_version=7)

        claims = tokens().read(tokens().issue(user, SESSION))

        assert (claims.user_id, claims.session_id, claims.access_version) == (user.id, SESSION, 7)

    def test_remembers_what_it_verified_only_until_it_expires(self) -> None:
        short = tokens(lifetime=timedelta(seconds=-1))
        token = tokens(lifetime=timedelta(seconds=60)).issue(a_user(), SESSION)
        assert short.read(token) == short.read(token)
        short._verified[token] = (0.0, short.read(token))  # noqa: SLF001 - as if a minute had passed

        with pytest.raises(TokenRefused):
            short.read(token)

    def test_forgets_the_oldest_when_there_are_too_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("adapters.jwt.tokens.REMEMBERED", 2)
        reader = tokens()
        for _ in range(5):
            reader.read(tokens().issue(a_user(), SESSION))

        assert len(reader._verified) == 2  # noqa: SLF001 - memory is what it is about

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "tix2"},
            {"iss": ["tix"]},
            {"aud": "tix2"},
            {"aud": ["tix"]},
            {"sub": "not an id"},
            {"sub": None},
            {"sid": "not an id"},
            {"sid": None},
            {"ver": "1"},
            {"ver": 1.5},
            {"ver": None},
            {"exp": 1},
            {"exp": "soon"},
            {"exp": None},
            {"iat": None},
            {"iss": None},
            {"aud": None},
        ],
        ids=str,
    )
    def test_refuses_claims_that_are_not_ours(self, changes: dict[str, Any]) -> None:
        token = jwt.PyJWS().encode(
            json.dumps(claims_of(a_user(), **changes)).encode(), SECRET, algorithm="HS256", headers={"typ": "at+jwt"}
        )

        with pytest.raises(TokenRefused):
            tokens().read(token)

    @pytest.mark.parametrize("typ", ["JWT", "rt+jwt", None])
    def test_refuses_tokens_of_another_kind(self, typ: str | None) -> None:
        with pytest.raises(TokenRefused):
            tokens().read(signed(claims_of(a_user()), typ=typ))

    @pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
    def test_refuses_another_key_or_algorithm(self) -> None:
        for token in (
            signed(claims_of(a_user()), secret=SECRET[::-1]),
            signed(claims_of(a_user()), algorithm="HS512"),
            signed(claims_of(a_user()), secret="", algorithm="none"),
        ):
            with pytest.raises(TokenRefused):
                tokens().read(token)

    def test_refuses_the_expired(self) -> None:
        with pytest.raises(TokenRefused):
            tokens().read(tokens(clock=PastClock()).issue(a_user(), SESSION))

    def test_refuses_other_spellings_of_the_same_signature(self) -> None:
        token = tokens().issue(a_user(), SESSION)
        head, _, signature = token.rpartition(".")
        same_bytes = base64.urlsafe_b64decode(signature + "=")
        for other in (f"{signature}=", *(signature[:-1] + letter for letter in "ABCDEFGH" if letter != signature[-1])):
            assert other != signature
            if base64.urlsafe_b64decode(other.rstrip("=") + "=") == same_bytes:
                with pytest.raises(TokenRefused):
                    tokens().read(f"{head}.{other}")

    @pytest.mark.parametrize("junk", ["", ".", "..", "a.b.c", "\0", "é.é.é", "x" * 1_000_000])
    def test_refuses_junk(self, junk: str) -> None:
        with pytest.raises(TokenRefused):
            tokens().read(junk)
