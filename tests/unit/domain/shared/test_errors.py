import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import application
import domain
from domain.shared.errors import Conflict, Invalid, NotFound, Refusal, Throttled, Unavailable

for layer in (domain, application):
    for module in pkgutil.walk_packages(layer.__path__, f"{layer.__name__}."):
        importlib.import_module(module.name)


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from refusals(narrower)


class TestRefusal:
    def test_says_what_was_wrong(self) -> None:
        refusal = Refusal("The hours do not hold together.", {"timeZone": "Unknown."})
        assert str(refusal) == refusal.message == "The hours do not hold together."
        assert refusal.details == {"timeZone": "Unknown."}

    def test_has_no_details_unless_stated(self) -> None:
        assert Refusal("No.").details == {}

    def test_keeps_details_of_its_own(self) -> None:
        details = {"name": "Taken."}
        refusal = Refusal("No.", details)
        details["name"] = "Changed since."
        assert refusal.details == {"name": "Taken."}

    def test_has_a_stable_code_of_its_own_for_every_kind(self) -> None:
        ours = [kind for kind in refusals() if kind.__module__.startswith(("domain.", "application."))]
        codes = [kind.code for kind in ours]
        assert len(ours) > 30
        assert len(set(codes)) == len(codes)
        assert all(re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code) for code in codes)

    @pytest.mark.parametrize("kind", [NotFound, Conflict, Invalid])
    def test_is_caught_by_its_kind(self, kind: type[Refusal]) -> None:
        assert all(issubclass(narrower, kind) for narrower in refusals(kind))


class TestThrottled:
    def test_says_when_to_come_back(self) -> None:
        assert Throttled("Too often.", retry_after=30).retry_after == 30


class TestUnavailable:
    def test_says_when_to_come_back(self) -> None:
        assert Unavailable("Full.").retry_after == 1
        assert Unavailable("Down.", retry_after=30).retry_after == 30
