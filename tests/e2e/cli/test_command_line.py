import json
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, CommandLine, Typed

COMMANDS = ("serve", "worker", "migrate", "seed", "import", "export", "users", "jobs", "doctor", "openapi")


class TestHelp:
    def test_lists_every_command(self, typed: Typed) -> None:
        done = typed("--help")
        assert done.code == 0
        for command in COMMANDS:
            assert f" {command} " in done.out

    def test_is_there_for_what_takes_many_words(self, typed: Typed) -> None:
        done = typed("import", "tickets", "--help")
        assert done.code == 0
        for option in ("--format", "--columns", "--map", "--time-format", "--refused"):
            assert option in done.out


class TestMisuse:
    @pytest.mark.parametrize("arguments", [("nonsense",), ("serve", "--port", "x"), ("jobs", "retry")], ids=str)
    def test_ends_with_2_and_no_traceback(self, typed: Typed, arguments: tuple[str, ...]) -> None:
        done = typed(*arguments)
        assert done.code == 2
        assert "Traceback" not in done.err

    def test_of_settings_names_all_of_them(self, typed: Typed) -> None:
        done = typed("seed", PORT="http", POOL_MAX="0")
        assert done.code == 1
        assert [line.split(":")[1] for line in done.err.splitlines()] == [" PORT", " POOL_MAX"]


class TestOpenapi:
    def test_prints_the_same_document_every_time(self, tmp_path: Path) -> None:
        first, second = (CommandLine(tmp_path).run("openapi") for _ in range(2))
        assert first.code == 0, first.err
        assert first.out == second.out
        document = json.loads(first.out)
        assert document["openapi"].startswith("3.1")
        assert "/api/v1/tickets" in document["paths"]


class TestReaderThatLeaves:
    def test_is_no_reason_for_a_traceback(self, tmp_path: Path) -> None:
        done = subprocess.run(  # noqa: S603 - our own command
            ["/bin/sh", "-c", f"{' '.join(COMMAND)} openapi | head -n 1"],
            capture_output=True,
            env=dict(CommandLine(tmp_path).environment),
            cwd=tmp_path,
            timeout=100,
            check=True,
        )
        assert (done.stdout, done.stderr) == (b"{\n", b"")
