import io
import os
import sys
from functools import partial
from pathlib import Path

import pytest

from entrypoints.cli import main
from tests.support.command_line import CommandLine, Done, Typed


@pytest.fixture
def cli(clean_database: str, tmp_path: Path) -> CommandLine:
    """The command line on a migrated, empty database."""
    return CommandLine(tmp_path, DATABASE_URL=clean_database)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Commands run in here, which spares the start of a process where it makes no difference."""

    def run(*arguments: str, input: str = "", **settings: str) -> Done:
        monkeypatch.chdir(tmp_path)
        for name in os.environ:
            monkeypatch.delenv(name)
        for name, value in ({"COLUMNS": "500"} | settings).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("signal.signal", lambda *_: None)
        monkeypatch.setattr("entrypoints.cli.serve.configure_logging", lambda _: None)
        monkeypatch.setattr(sys, "argv", ["tixgenius", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(input.encode()))))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def here(typed: Typed, clean_database: str) -> Typed:
    """`typed` on the database of `cli`."""
    return partial(typed, DATABASE_URL=clean_database)
