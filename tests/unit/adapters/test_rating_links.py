from datetime import timedelta

import pytest

from adapters.hmac.rating_links import HmacRatingLinks
from adapters.hmac.session_tokens import HmacSessionTokens
from adapters.hmac.signed import Signed
from domain.desk.rating import RatingLinkRefused
from domain.shared.ids import SessionId
from tests.support.builders import MONDAY, a_ticket

LINKS = HmacRatingLinks(secret="a secret")
TICKET = a_ticket().id
AT = MONDAY + timedelta(microseconds=1)


class TestRatingLinks:
    def test_name_one_resolution(self) -> None:
        token = LINKS.issue(TICKET, AT)
        assert LINKS.read(token) == (TICKET, AT)
        assert LINKS.issue(TICKET, AT) == token
        assert token.isascii()
        assert "=" not in token

    def test_are_refused_when_they_are_not_ours(self) -> None:
        token = LINKS.issue(TICKET, AT)
        others = [
            "",
            token[:-1],
            f"{token}AAAA",
            token.swapcase(),
            HmacRatingLinks(secret="another").issue(TICKET, AT),
            HmacSessionTokens(secret="a secret").issue(SessionId(TICKET)),
            Signed("a secret", b"session tokens", length=25).write(bytes(25)),
            *(token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(76)),
        ]
        for other in others:
            with pytest.raises(RatingLinkRefused):
                LINKS.read(other)
