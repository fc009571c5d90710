from typing import Any

import pytest
from msgspec.structs import replace

from entrypoints.http.csrf import own_origins, require_csrf_token, require_own_page
from entrypoints.http.refusals import CsrfTokenMissing, CsrfTokenRefused, OriginRefused
from entrypoints.settings import Settings

SETTINGS = Settings(shelf="memory", public_url="https://desk.example.com/support/")


def stating(*headers: tuple[bytes, bytes]) -> Any:
    return {"type": "http", "headers": list(headers)}


class TestOwnOrigins:
    @pytest.mark.parametrize(
        ("address", "origin"),
        [
            ("https://desk.example.com", b"https://desk.example.com"),
            ("https://desk.example.com/support", b"https://desk.example.com"),
            ("https://DESK.Example.com:443", b"https://desk.example.com"),
            ("http://desk.example.com:80", b"http://desk.example.com"),
            ("https://desk.example.com:8443", b"https://desk.example.com:8443"),
            ("http://desk.example.com:443", b"http://desk.example.com:443"),
            ("https://bücher.example", b"https://xn--bcher-kva.example"),
            ("http://[2001:db8::1]:8000", b"http://[2001:db8::1]:8000"),
        ],
    )
    def test_are_spelled_as_browsers_do(self, address: str, origin: bytes) -> None:
        assert own_origins(address) == {origin}

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
    def test_of_this_machine_are_all_of_its_names(self, host: str) -> None:
        named = {b"http://127.0.0.1:8000", b"http://localhost:8000", b"http://[::1]:8000"}
        assert own_origins(f"http://{host}:8000") == named


class TestOwnPage:
    @pytest.mark.parametrize("site", [b"same-origin", b"none", None])
    @pytest.mark.parametrize("origin", [b"https://desk.example.com", None])
    def test_is_one_of_this_origin(self, site: bytes | None, origin: bytes | None) -> None:
        said = [(b"sec-fetch-site", site), (b"origin", origin)]
        require_own_page(stating(*((name, value) for name, value in said if value is not None)), SETTINGS)

    @pytest.mark.parametrize("site", [b"cross-site", b"same-site", b"", b"Same-Origin", b"same-origin, none"])
    def test_is_none_that_a_browser_says_is_elsewhere(self, site: bytes) -> None:
        scope = stating((b"sec-fetch-site", site), (b"origin", b"https://desk.example.com"))
        with pytest.raises(OriginRefused) as refused:
            require_own_page(scope, SETTINGS)
        assert list(refused.value.details) == ["Sec-Fetch-Site"]

    def test_is_none_of_two_minds(self) -> None:
        for name, values in ((b"sec-fetch-site", (b"same-origin", b"cross-site")), (b"origin", (b"null", b"null"))):
            with pytest.raises(OriginRefused):
                require_own_page(stating(*((name, value) for value in values)), SETTINGS)
        twice = (b"origin", b"https://desk.example.com")
        with pytest.raises(OriginRefused):
            require_own_page(stating(twice, twice), SETTINGS)

    def test_is_named_to_whoever_has_not_said_where_the_server_is_reached(self) -> None:
        """Behind a proxy the server knows its address from PUBLIC_URL alone."""
        with pytest.raises(OriginRefused) as refused:
            require_own_page(stating((b"origin", b"https://desk.example.com")), replace(SETTINGS, public_url=None))
        assert refused.value.details == {"Origin": "Not that of http://127.0.0.1:8000."}


class TestToken:
    def test_is_the_one_of_the_session(self) -> None:
        require_csrf_token(stating((b"x-csrf-token", b"right")), "right")

    def test_is_missed(self) -> None:
        with pytest.raises(CsrfTokenMissing):
            require_csrf_token(stating(), "right")

    @pytest.mark.parametrize("stated", [b"", b"wrong", b"Right", b"right ", b"righ", "ü".encode()])
    def test_is_no_other(self, stated: bytes) -> None:
        with pytest.raises(CsrfTokenRefused):
            require_csrf_token(stating((b"x-csrf-token", stated)), "right")

    def test_is_stated_once(self) -> None:
        stated = (b"x-csrf-token", b"right")
        with pytest.raises(CsrfTokenRefused):
            require_csrf_token(stating(stated, stated), "right")
