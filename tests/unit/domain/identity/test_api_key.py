import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity.api_key import (
    ApiKey,
    ApiKeyExpiryInvalid,
    OwnerSuspended,
    digest_of,
    id_in,
    is_that,
    prefix_of,
    spelled,
)
from domain.identity.events import ApiKeyCreated, ApiKeyRevoked
from domain.shared.grants import Scope
from domain.shared.ids import ApiKeyId
from tests.support.builders import MONDAY, SECRET, a_user, an_api_key, text_of

YEAR = timedelta(days=365)
KEY = an_api_key()


def made(**what_matters: Any) -> tuple[ApiKey, ApiKeyCreated]:
    usual: dict[str, Any] = {
        "id": KEY.id,
        "name": "Report",
        "scopes": [Scope.TICKETS_WRITE, Scope.DESK_READ, Scope.TICKETS_WRITE],
        "at": MONDAY,
        "expires_at": None,
        "longest": YEAR,
    }
    return ApiKey.create(text_of(KEY), what_matters.pop("owner", a_user()), **usual | what_matters)


class TestSpelling:
    def test_is_what_scanners_look_for(self) -> None:
        assert re.fullmatch(r"tix_[0-9a-f]{32}[A-Za-z0-9_-]{43}[0-9a-f]{8}", text_of(KEY))
        assert text_of(KEY).startswith(prefix_of(KEY.id))

    def test_tells_the_id(self) -> None:
        assert id_in(text_of(KEY)) == KEY.id

    @given(st.integers(0, 86), st.characters(codec="utf-8"))
    def test_with_any_letter_changed_is_no_key(self, place: int, letter: str) -> None:
        text = text_of(KEY)
        changed = f"{text[:place]}{letter}{text[place + 1 :]}"
        assert (id_in(changed) is None) is (changed != text)

    @given(st.integers(0, 86))
    def test_cut_off_is_no_key(self, length: int) -> None:
        assert id_in(text_of(KEY)[:length]) is None

    @pytest.mark.parametrize("around", ["{} ", " {}", "{}\n", "tix_{}", "{0}{0}", "", "tix_", "tix_{}".upper()])
    def test_with_anything_around_it_is_no_key(self, around: str) -> None:
        assert id_in(around.format(text_of(KEY))) is None


class TestDigest:
    def test_is_of_the_whole_key(self) -> None:
        other = spelled(ApiKeyId(KEY.user_id), SECRET)
        assert is_that(text_of(KEY), KEY.digest)
        assert not is_that(other, KEY.digest)
        assert len(digest_of(other)) == 32


class TestCreate:
    def test_keeps_no_key(self) -> None:
        key, created = made()
        assert key.digest == KEY.digest
        assert text_of(KEY) not in f"{key}{created}"
        assert SECRET not in f"{key}{created}"

    def test_holds_each_scope_once(self) -> None:
        key, created = made()
        assert key.scopes == created.scopes == (Scope.DESK_READ, Scope.TICKETS_WRITE)

    def test_lives_as_long_as_keys_may_unless_stated(self) -> None:
        assert made()[0].expires_at == MONDAY + YEAR
        stated = MONDAY + timedelta(days=1)
        assert made(expires_at=stated)[0].expires_at == stated

    @pytest.mark.parametrize("span", [timedelta(0), timedelta(days=-1), YEAR + timedelta(microseconds=1)])
    def test_lives_neither_in_the_past_nor_too_long(self, span: timedelta) -> None:
        with pytest.raises(ApiKeyExpiryInvalid) as refused:
            made(expires_at=MONDAY + span)
        assert refused.value.details == {"expiresAt": "Must lie in the next 365 days."}

    def test_is_for_nobody_who_is_suspended(self) -> None:
        with pytest.raises(OwnerSuspended):
            made(owner=a_user(is_active=False))


def test_revoked_it_says_so() -> None:
    assert KEY.revoke(at=MONDAY) == ApiKeyRevoked(api_key_id=KEY.id, user_id=KEY.user_id, at=MONDAY)
