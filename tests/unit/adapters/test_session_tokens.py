from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from adapters.hmac.refresh_tokens import HmacRefreshTokens
from adapters.hmac.session_tokens import HmacSessionTokens
from application.identity.errors import SessionRefused
from domain.identity.session import RefreshTokenRefused
from tests.support.builders import a_session

SECRET = "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa"
TOKENS = HmacSessionTokens(secret=SECRET)


class TestToken:
    def test_is_read_as_it_was_given(self) -> None:
        session = a_session()
        assert TOKENS.read(TOKENS.issue(session.id)) == session.id

    def test_is_short_and_needs_no_quoting_in_a_cookie(self) -> None:
        token = TOKENS.issue(a_session().id)
        assert len(token) < 200
        assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    def test_of_another_secret_or_purpose_is_refused(self) -> None:
        session = a_session()
        refresh_tokens = HmacRefreshTokens(secret=SECRET)
        for token in (
            HmacSessionTokens(secret="another secret").issue(session.id),
            refresh_tokens.issue(session),
            TOKENS.csrf_token(session.id),
        ):
            with pytest.raises(SessionRefused):
                TOKENS.read(token)
        with pytest.raises(RefreshTokenRefused):
            refresh_tokens.read(TOKENS.issue(session.id))

    def test_with_any_bit_changed_is_refused(self) -> None:
        raw = urlsafe_b64decode(TOKENS.issue(a_session().id))
        for bit in range(len(raw) * 8):
            forged = bytearray(raw)
            forged[bit // 8] ^= 1 << bit % 8
            with pytest.raises(SessionRefused):
                TOKENS.read(urlsafe_b64encode(forged).decode())

    @pytest.mark.parametrize("junk", ["", ".", "a", "é", "\0", "AAAA", "\ud800", "x" * 1_000_000])
    def test_refuses_junk(self, junk: str) -> None:
        with pytest.raises(SessionRefused):
            TOKENS.read(junk)


class TestCsrfToken:
    def test_is_always_the_same_and_never_that_of_another(self) -> None:
        one, another = a_session().id, a_session().id
        assert TOKENS.csrf_token(one) == TOKENS.csrf_token(one)
        assert len({TOKENS.csrf_token(one), TOKENS.csrf_token(another)}) == 2
        assert HmacSessionTokens(secret="another secret").csrf_token(one) != TOKENS.csrf_token(one)
