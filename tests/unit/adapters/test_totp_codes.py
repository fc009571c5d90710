from base64 import b32encode
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from adapters.totp.codes import Rfc6238Codes

CODES = Rfc6238Codes(issuer="TixGenius")
SECRET = b32encode(b"12345678901234567890").decode()


class TestCodes:
    @pytest.mark.parametrize(
        ("seconds", "code"),
        [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ],
    )
    def test_are_those_of_rfc_6238(self, seconds: int, code: str) -> None:
        """Its appendix B shows eight digits, of which six are the last six."""
        assert CODES.at(SECRET, seconds // 30) == code[-6:]

    def test_are_given_to_apps_by_a_uri(self) -> None:
        uri = urlsplit(CODES.uri(SECRET, account="o'neill+a@example.com"))
        assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/TixGenius:o'neill+a@example.com")
        assert parse_qs(uri.query) == {
            "secret": [SECRET],
            "issuer": ["TixGenius"],
            "digits": ["6"],
            "period": ["30"],
            "algorithm": ["SHA1"],
        }
