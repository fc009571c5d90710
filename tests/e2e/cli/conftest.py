import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from entrypoints.cli import main
from tests.support.command_line import CommandLine, Done

Typed = Callable[..., Done]


@pytest.fixture
def cli(clean_database: str, tmp_path: Path) -> CommandLine:
    """The command line on a migrated, empty database."""
    return CommandLine(tmp_path, DATABASE_URL=clean_database)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Commands that end before they reach a database: run in here, which spares the start of a process."""

    def run(*arguments: str, **settings: str) -> Done:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("os.environ", {"COLUMNS": "500"} | settings)
        monkeypatch.setattr("signal.signal", lambda *_: None)
        monkeypatch.setattr(sys, "argv", ["tixgenius", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run
