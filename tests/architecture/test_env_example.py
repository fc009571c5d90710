"""`.env.example` is the documented place of every setting, so it has to be true."""

import re
from itertools import pairwise
from pathlib import Path

import msgspec

from entrypoints.settings import Settings, load_settings
from tests.architecture.source import ROOT

SETTING = re.compile(r"#([A-Z_]+)=(.*)")


def settings_of(text: str) -> dict[str, str]:
    """Name and default of every setting that a text lists, all of them behind a #."""
    return {match[1]: match[2] for line in text.splitlines() if (match := SETTING.fullmatch(line))}


def unexplained(text: str) -> list[str]:
    """Settings without a sentence about them on the line above."""
    pairs = pairwise(["", *text.splitlines()])
    return [match[1] for above, line in pairs if (match := SETTING.fullmatch(line)) and not above.startswith("# ")]


def differing(listed: dict[str, str], folder: Path) -> set[str]:
    """Settings that come out otherwise when everything listed is given than when nothing is."""
    kept_in = {"DATA_DIR": str(folder)}
    given = msgspec.structs.asdict(load_settings(listed | kept_in, folder=folder))
    default = msgspec.structs.asdict(load_settings(kept_in, folder=folder))
    return {name for name in default if given[name] != default[name]}


EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def test_lists_every_setting_and_no_other() -> None:
    assert set(settings_of(EXAMPLE)) == {field.upper() for field in Settings.__struct_fields__}


def test_explains_each() -> None:
    assert unexplained(EXAMPLE) == []


def test_shows_the_defaults(tmp_path: Path) -> None:
    assert differing(settings_of(EXAMPLE), tmp_path) == set()
    assert settings_of(EXAMPLE)["DATA_DIR"] == str(Settings().data_dir)


def test_changes_nothing_when_copied_as_it_is() -> None:
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []


def test_a_wrong_default_is_seen(tmp_path: Path) -> None:
    assert differing(settings_of("#PORT=8001\n#LOG_LEVEL=info"), tmp_path) == {"port"}


def test_a_missing_sentence_is_seen() -> None:
    assert unexplained("# Port to listen on.\n#PORT=8000\n#HOST=127.0.0.1") == ["HOST"]
