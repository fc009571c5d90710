import re
from datetime import timedelta

import pytest

from adapters.fernet.seal import FernetSeal
from application.shared.ports import SealBroken
from tests.support.doubles import SteppingClock

CLOCK = SteppingClock()
SEAL = FernetSeal(secret="wB3nM7xK1vC9tJ5gF2hR8pL4sD6qZ0yT", clock=CLOCK)


class TestSeal:
    def test_gives_back_what_was_put_in_and_shows_none_of_it(self) -> None:
        sealed = SEAL.close("Größe: ☃", purpose="tests")
        assert (SEAL.open(sealed, purpose="tests"), sealed.isascii()) == ("Größe: ☃", True)
        assert SEAL.close("Größe: ☃", purpose="tests") != sealed

    def test_needs_no_escape_in_a_cookie(self) -> None:
        for length in range(40):
            sealed = SEAL.close("x" * length, purpose="tests")
            assert re.fullmatch(r"[A-Za-z0-9_-]+", sealed)
            assert SEAL.open(sealed, purpose="tests") == "x" * length

    def test_opens_what_was_closed_with_padding(self) -> None:
        sealed = SEAL.close("text", purpose="tests")
        assert SEAL.open(sealed + "=" * (-len(sealed) % 4), purpose="tests") == "text"

    def test_is_good_for_one_purpose(self) -> None:
        with pytest.raises(SealBroken):
            SEAL.open(SEAL.close("text", purpose="tests"), purpose="others")

    def test_is_good_under_one_secret(self) -> None:
        with pytest.raises(SealBroken):
            FernetSeal(secret="another", clock=CLOCK).open(SEAL.close("text", purpose="tests"), purpose="tests")

    def test_is_good_for_a_time(self) -> None:
        sealed = SEAL.close("text", purpose="tests")
        CLOCK.skip(timedelta(minutes=10))
        assert SEAL.open(sealed, purpose="tests") == "text"
        with pytest.raises(SealBroken):
            SEAL.open(sealed, purpose="tests", max_age=timedelta(minutes=9))

    @pytest.mark.parametrize("junk", ["", ".", "é", "\0", "\ud800", "gAAAAA", "x" * 100_000])
    def test_of_nobody_is_refused(self, junk: str) -> None:
        with pytest.raises(SealBroken):
            SEAL.open(junk, purpose="tests")
