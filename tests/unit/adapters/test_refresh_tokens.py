from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

import pytest

from adapters.hmac.refresh_tokens import HmacRefreshTokens
from domain.identity.session import RefreshTokenRefused
from tests.support.builders import a_session

TOKENS = HmacRefreshTokens(secret="kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa")


class TestToken:
    def test_is_read_as_it_was_given(self) -> None:
        session = a_session(counter=70_000)
        claims = TOKENS.read(TOKENS.issue(session))
        assert (claims.session_id, claims.counter) == (session.id, 70_000)

    def test_is_always_the_same_and_never_that_of_another(self) -> None:
        session = a_session()
        following, another = replace(session, counter=1), a_session()
        assert TOKENS.issue(session) == TOKENS.issue(replace(session))
        assert len({TOKENS.issue(one) for one in (session, following, another)}) == 3

    def test_of_another_secret_is_refused(self) -> None:
        token = HmacRefreshTokens(secret="another secret").issue(a_session())
        with pytest.raises(RefreshTokenRefused):
            TOKENS.read(token)

    def test_with_any_bit_changed_is_refused(self) -> None:
        raw = urlsafe_b64decode(TOKENS.issue(a_session()))
        for bit in range(len(raw) * 8):
            forged = bytearray(raw)
            forged[bit // 8] ^= 1 << bit % 8
            with pytest.raises(RefreshTokenRefused):
                TOKENS.read(urlsafe_b64encode(forged).decode())

    def test_has_one_spelling(self) -> None:
        token = TOKENS.issue(a_session())
        for other in (f"{token}=", f" {token}", f"{token}\n", f"{token[:9]}!{token[9:]}", token[:-1], f"{token}AAAA"):
            with pytest.raises(RefreshTokenRefused):
                TOKENS.read(other)

    @pytest.mark.parametrize("junk", ["", ".", "a", "é", "\0", "AAAA", "\ud800", "x" * 1_000_000])
    def test_refuses_junk(self, junk: str) -> None:
        with pytest.raises(RefreshTokenRefused):
            TOKENS.read(junk)
