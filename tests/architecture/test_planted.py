"""The bugs that are planted by hand can still be planted, and stand in the document as they are."""

import pytest

from tests.architecture.source import ROOT
from tests.planted import DOCUMENT, PLANTED, Planted, documented


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.guard)
class TestPlanted:
    def test_stands_in_the_source_once(self, planted: Planted) -> None:
        source = (ROOT / planted.file).read_text(encoding="utf-8")
        assert source.count(planted.old) == 1
        compile(source.replace(planted.old, planted.new), planted.file, "exec")

    def test_names_tests_that_exist(self, planted: Planted) -> None:
        file, *names = planted.test.split("::")
        written = (ROOT / file).read_text(encoding="utf-8")
        assert [name for name in names if f"class {name}" not in written and f"def {name}(" not in written] == []


def test_the_document_shows_what_is_planted() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == documented(), "`make snapshot` writes it anew"


def test_ten_at_least_are_planted_and_in_every_layer() -> None:
    layers = {planted.file.split("/")[1] for planted in PLANTED}
    assert len(PLANTED) >= 10
    assert layers == {"domain", "application", "adapters", "entrypoints"}
