import base64
import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from adapters.jwt.key_ring import JwtKeyRing
from application.identity.errors import TokenRefused
from domain.shared.ids import SessionId
from tests.support.builders import MONDAY, a_signing_key, a_user
from tests.support.tokens import ALGORITHMS, SECRET, a_ring, compact, good_claims, good_header, signed, tokens

SESSION = SessionId(uuid4())
LETTERS = string.ascii_letters + string.digits + "-_"


class PastClock:
    def now(self) -> datetime:
        return datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture(params=ALGORITHMS)
def ring(request: pytest.FixtureRequest) -> JwtKeyRing:
    return a_ring(algorithm=request.param)


def refuses(ring: JwtKeyRing, token: str) -> None:
    with pytest.raises(TokenRefused, match=r"^The access token is not valid\.$"):
        tokens(ring).read(token)


class TestIssue:
    def test_says_what_it_says_in_one_spelling(self, ring: JwtKeyRing) -> None:
        user = a_user(access_version=7)
        header, payload, _ = tokens(ring).issue(user, SESSION).split(".")
        kid = ring.signing().named["kid"]
        read = [base64.urlsafe_b64decode(part + "==").decode() for part in (header, payload)]
        assert read[0] == f'{{"alg":"{ring.algorithm}","kid":"{kid}","typ":"at+jwt"}}'
        assert list(json.loads(read[1])) == ["iss", "aud", "sub", "sid", "role", "ver", "iat", "exp"]


class TestRead:
    def test_tells_whose_token_it_is(self, ring: JwtKeyRing) -> None:
        user = a_user(access_version=7)
        claims = tokens(ring).read(tokens(ring).issue(user, SESSION))
        assert (claims.user_id, claims.session_id, claims.access_version) == (user.id, SESSION, 7)

    def test_takes_what_is_signed_as_ours_are(self, ring: JwtKeyRing) -> None:
        """Without which none of the refusals below would say anything."""
        claims = good_claims()
        read = tokens(ring).read(signed(ring, good_header(ring), claims))
        assert (str(read.user_id), str(read.session_id)) == (claims["sub"], claims["sid"])

    def test_remembers_what_it_verified_only_until_it_expires(self, ring: JwtKeyRing) -> None:
        token = tokens(ring).issue(a_user(), SESSION)
        assert tokens(ring).read(token) is tokens(ring).read(token)
        ring.verified[token] = (0.0, tokens(ring).read(token))
        refuses(ring, token)
        assert token not in ring.verified

    def test_forgets_the_oldest_when_there_are_too_many(self, ring: JwtKeyRing, monkeypatch: Any) -> None:
        monkeypatch.setattr("adapters.jwt.tokens.REMEMBERED", 2)
        for _ in range(5):
            tokens(ring).read(tokens(ring).issue(a_user(), SESSION))
        assert len(ring.verified) == 2

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
            {"role": "king"},
            {"role": None},
            {"ver": "1"},
            {"ver": 1.0},
            {"ver": True},
            {"ver": None},
            {"exp": 1},
            {"exp": -1},
            {"exp": "soon"},
            {"exp": 1e99},
            {"exp": 10**12},
            {"exp": 10**40},
            {"exp": None},
            {"iat": None},
            {"iat": 10**12, "exp": 10**12 + 60},
            {"iss": None},
            {"aud": None},
            {"nbf": 1},
            {"admin": True},
        ],
        ids=str,
    )
    def test_refuses_claims_that_are_not_ours(self, ring: JwtKeyRing, changes: dict[str, Any]) -> None:
        refuses(ring, signed(ring, good_header(ring), good_claims(**changes)))

    def test_refuses_the_same_claims_in_another_spelling(self, ring: JwtKeyRing) -> None:
        claims = good_claims()
        exp = compact({"exp": claims["exp"]})[1:-1]
        for spelling in (
            compact(claims).replace(b'"exp"', b'"exp":1,"exp"'),
            compact(claims).replace(exp, exp + b"," + exp),
            compact(claims).replace(exp, exp + b".0"),
            compact(claims).replace(b'"sub":"', b'"sub":"{').replace(b'","sid"', b'}","sid"'),
            compact(claims | {"sub": claims["sub"].upper()}),
            compact(claims | {"sub": claims["sub"].replace("-", "")}),
            compact(dict(reversed(claims.items()))),
            json.dumps(claims).encode(),
            compact(claims) + b" ",
            b"\xef\xbb\xbf" + compact(claims),
            compact(list(claims.values())),
        ):
            refuses(ring, signed(ring, good_header(ring), spelling))

    @pytest.mark.parametrize(
        "changes",
        [
            {"typ": "JWT"},
            {"typ": "rt+jwt"},
            {"typ": "application/at+jwt"},
            {"typ": None},
            {"kid": None},
            {"kid": ""},
            {"kid": str(UUID(int=7))},
            {"kid": "../../dev/null"},
            {"kid": 7},
            {"alg": "none"},
            {"alg": "HS512"},
            {"alg": None},
            {"jku": "https://example.com/jwks.json"},
            {"jwk": {"kty": "oct", "k": "AA"}},
            {"x5u": "https://example.com/x.pem"},
            {"crit": ["exp"]},
            {"crit": []},
            {"b64": True},
            {"cty": "JWT"},
        ],
        ids=str,
    )
    def test_refuses_headers_that_are_not_ours(self, ring: JwtKeyRing, changes: dict[str, Any]) -> None:
        refuses(ring, signed(ring, good_header(ring, **changes), good_claims()))

    def test_refuses_the_same_header_in_another_spelling(self, ring: JwtKeyRing) -> None:
        header = good_header(ring)
        for spelling in (
            compact(header).replace(b'"alg"', b'"alg":"none","alg"'),
            compact(dict(reversed(header.items()))),
            json.dumps(header).encode(),
        ):
            refuses(ring, signed(ring, spelling, good_claims()))

    def test_refuses_another_setting_another_salt_and_the_other_algorithm(self, ring: JwtKeyRing) -> None:
        key = a_signing_key()
        ours = a_ring(key, algorithm=ring.algorithm)
        for other in (
            a_ring(key, algorithm=ring.algorithm, secret=SECRET[::-1]),
            a_ring(a_signing_key(id=key.id), algorithm=ring.algorithm),
            *(a_ring(key, algorithm=algorithm) for algorithm in ALGORITHMS if algorithm != ring.algorithm),
        ):
            refuses(ours, tokens(other).issue(a_user(), SESSION))
            refuses(ours, signed(other, good_header(ours), good_claims()))

    def test_refuses_a_signature_of_the_setting_alone_and_of_the_public_key(self) -> None:
        """As somebody could make it who reads the one, or who is told the other."""
        key = a_signing_key()
        ours = a_ring(key, algorithm="EdDSA")
        public = ours.signing().verified_by.public_bytes_raw()
        for secret in (SECRET.encode(), public):
            forged = a_ring(key)
            [name] = forged._keys  # noqa: SLF001 - nothing in the house could be told to
            object.__setattr__(forged._keys[name], "signs_by", secret)  # noqa: SLF001
            refuses(ours, signed(forged, good_header(ours), good_claims()))
            refuses(ours, signed(forged, good_header(forged), good_claims()))
            refuses(a_ring(key), signed(forged, good_header(forged), good_claims()))

    def test_refuses_the_expired(self, ring: JwtKeyRing) -> None:
        refuses(ring, tokens(ring, clock=PastClock()).issue(a_user(), SESSION))

    def test_refuses_what_lives_longer_than_ours(self, ring: JwtKeyRing) -> None:
        refuses(ring, tokens(ring, lifetime=timedelta(days=1)).issue(a_user(), SESSION))

    def test_refuses_other_spellings_of_the_same_signature(self, ring: JwtKeyRing) -> None:
        token = tokens(ring).issue(a_user(), SESSION)
        head, _, signature = token.rpartition(".")
        padding = "=" * (-len(signature) % 4)
        same_bytes = base64.urlsafe_b64decode(signature + padding)
        others = [signature[:-1] + letter for letter in LETTERS if letter != signature[-1]]
        for other in (signature + padding, f"{signature}\n", *others):
            refuses(ring, f"{head}.{other}")
        assert any(base64.urlsafe_b64decode(other + padding) == same_bytes for other in others)

    @pytest.mark.parametrize("junk", ["", ".", "..", "a.b.c", "\0", "é.é.é", "\ud800", "x" * 1_000_000])
    def test_refuses_junk(self, ring: JwtKeyRing, junk: str) -> None:
        refuses(ring, junk)
        header = ring.signing().header
        for token in (f"{header}.{junk}", f"{header}.{junk}.{junk}", f"{header}.{junk}.", header):
            refuses(ring, token)


class TestRotation:
    def test_has_tokens_of_both_keys_accepted_and_the_new_one_sign(self) -> None:
        first, second = a_signing_key(), a_signing_key(signs_from=datetime.now(UTC))
        ring = a_ring(first)
        before = tokens(ring).issue(a_user(), SESSION)
        ring = a_ring(first, second)
        after = tokens(ring).issue(a_user(), SESSION)
        assert json.loads(base64.urlsafe_b64decode(after.partition(".")[0] + "=="))["kid"] == str(second.id)
        assert tokens(ring).read(before).session_id == tokens(ring).read(after).session_id == SESSION

    def test_ends_what_was_signed_and_verified_by_a_key_that_is_gone(self) -> None:
        ring = a_ring()
        token = tokens(ring).issue(a_user(), SESSION)
        tokens(ring).read(token)
        ring.hold(a_ring()._held)  # type: ignore[arg-type] # noqa: SLF001 - another key and no more
        refuses(ring, token)

    def test_ends_what_was_verified_at_the_last_moment_of_its_key(self) -> None:
        first, turn = a_signing_key(), datetime.now(UTC)
        before = tokens(a_ring(first)).issue(a_user(), SESSION)
        ring = a_ring(first, a_signing_key(signs_from=turn), lifetime=timedelta(seconds=100))
        tokens(ring).read(before)
        assert ring.verified[before][0] == (turn + timedelta(seconds=100)).timestamp()
        over = a_ring(first, a_signing_key(signs_from=turn - timedelta(hours=1)))
        refuses(over, before)

    def test_keeps_what_was_verified_as_long_as_the_keys_stay(self) -> None:
        ring = a_ring()
        tokens(ring).read(token := tokens(ring).issue(a_user(), SESSION))
        ring.hold(ring._held)  # type: ignore[arg-type] # noqa: SLF001 - read once more
        assert token in ring.verified

    def test_signs_by_the_first_key_where_no_turn_has_come(self) -> None:
        ahead = a_signing_key(signs_from=datetime.now(UTC) + timedelta(seconds=5))
        assert a_ring(ahead).signing().named["kid"] == str(ahead.id)
        assert a_ring(early := a_signing_key(), ahead).signing().named["kid"] == str(early.id)


class TestPublic:
    def test_has_what_others_verify_by(self) -> None:
        past, first, turn = a_signing_key(), a_signing_key(signs_from=MONDAY + timedelta(days=1)), datetime.now(UTC)
        ring = a_ring(past, first, a_signing_key(signs_from=turn + timedelta(seconds=60)), algorithm="EdDSA")
        public = ring.public()
        assert [key["kid"] for key in public] == [str(key.id) for key in ring._held.keys[1:]]  # type: ignore[union-attr] # noqa: SLF001
        assert public[0].keys() == {"kty", "crv", "x", "kid", "use", "alg"}
        token = tokens(ring).issue(a_user(), SESSION)
        kid = jwt.get_unverified_header(token)["kid"]
        [theirs] = [
            key for key in jwt.PyJWKSet.from_dict({"keys": [dict(key) for key in public]}).keys if key.key_id == kid
        ]
        assert jwt.decode(token, theirs, algorithms=["EdDSA"], audience="tix", issuer="tix")["sid"] == str(SESSION)

    def test_has_nothing_where_whoever_verifies_could_sign(self) -> None:
        assert a_ring().public() == ()

    def test_has_nothing_secret(self) -> None:
        ring = a_ring(algorithm="EdDSA")
        assert "d" not in ring.public()[0]
        assert "signs_by" not in repr(ring.signing())
