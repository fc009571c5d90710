"""A server of our own, and everything that can happen to the processes that share it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg
import pytest

from adapters.pgserver import running as module
from adapters.pgserver.account import DataOfAnother
from adapters.pgserver.running import running
from adapters.pgserver.server import EmbeddedPostgresFailed
from adapters.pgserver.sockets import SocketFolderTaken, socket_folder

SRC: Final = str(Path(module.__file__).parents[2])
HOLD: Final = """
import sys, time
from pathlib import Path
from adapters.pgserver.running import running
with running(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """One that holds the server until its standard input is closed; killed at the latest at the end."""
    process = subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", HOLD, str(folder)],
        env={**os.environ, "PYTHONPATH": SRC},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def until_up(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def server_pid(folder: Path) -> int | None:
    """The server over this folder, if it lives."""
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        if "postgres" in Path(f"/proc/{pid}/cmdline").read_text():
            return pid
    return None


def kept(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY number")]


def keep(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", (number,))


def replace_pid(lock_file: Path, pid: int) -> None:
    lines = lock_file.read_text().splitlines()
    lock_file.write_text("\n".join([str(pid), *lines[1:], ""]))


class TestRunning:
    def test_keeps_the_data_from_run_to_run(self, scratch_folder: Path) -> None:
        with running(scratch_folder) as url:
            keep(url, 1)
            assert server_pid(scratch_folder)
        assert server_pid(scratch_folder) is None
        with running(scratch_folder) as url:
            assert kept(url) == [1]

    def test_stops_when_the_block_raises(self, scratch_folder: Path) -> None:
        with pytest.raises(SystemExit), running(scratch_folder):
            raise SystemExit
        assert server_pid(scratch_folder) is None

    def test_runs_until_the_last_user_leaves(self, scratch_folder: Path) -> None:
        with another_process(scratch_folder) as other:
            url = until_up(other)
            first = server_pid(scratch_folder)
            with running(scratch_folder) as same, running(scratch_folder):
                assert same == url
            assert server_pid(scratch_folder) == first
            other.communicate()
            assert server_pid(scratch_folder) is None

    def test_is_started_once_by_many_at_once(self, scratch_folder: Path) -> None:
        with another_process(scratch_folder) as one, another_process(scratch_folder) as two, running(scratch_folder):
            assert until_up(one) == until_up(two)
            one.communicate()
            two.communicate()
            assert one.returncode == two.returncode == 0
            assert server_pid(scratch_folder)
        assert server_pid(scratch_folder) is None

    def test_takes_settings(self, scratch_folder: Path) -> None:
        with running(scratch_folder, settings={"work_mem": "5MB"}) as url, psycopg.connect(url) as connection:
            assert connection.execute("SHOW work_mem").fetchone() == ("5MB",)

    def test_compares_text_alike_on_every_machine(self, scratch_folder: Path) -> None:
        with running(scratch_folder) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT upper('é'), 'a' < 'B', pg_encoding_to_char(6)").fetchone() == (
                "É",
                False,
                "UTF8",
            )

    def test_is_closed_to_others(self, scratch_folder: Path) -> None:
        with running(scratch_folder) as url, psycopg.connect(url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            folder = Path(connection.info.host)
            assert folder.stat().st_mode & 0o077 == 0
            assert (folder / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


class TestAfterACrash:
    def test_a_server_that_outlived_its_user_is_joined_and_stopped_in_the_end(self, scratch_folder: Path) -> None:
        with another_process(scratch_folder) as other:
            keep(until_up(other), 1)
            other.send_signal(signal.SIGKILL)
            other.wait()
        left = server_pid(scratch_folder)
        assert left
        with running(scratch_folder) as url:
            assert server_pid(scratch_folder) == left
            assert kept(url) == [1]
        assert server_pid(scratch_folder) is None

    def test_a_server_that_was_killed_too_starts_again_with_all_that_was_committed(self, scratch_folder: Path) -> None:
        with another_process(scratch_folder) as other:
            keep(until_up(other), 1)
            os.kill(server_pid(scratch_folder) or 0, signal.SIGKILL)
            other.kill()
        with running(scratch_folder) as url:
            assert kept(url) == [1]

    def test_a_number_of_the_dead_that_is_somebody_elses_by_now_is_no_obstacle(self, scratch_folder: Path) -> None:
        with another_process(scratch_folder) as other, another_process(scratch_folder / "stranger") as stranger:
            keep(until_up(other), 1)
            until_up(stranger)
            os.kill(server_pid(scratch_folder) or 0, signal.SIGKILL)
            other.kill()
            # Another server of the same account: neither its name nor its owner tells that it is not ours.
            taken = server_pid(scratch_folder / "stranger")
            assert taken
            for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
                replace_pid(scratch_folder / "data" / name, taken)
            with running(scratch_folder) as url:
                assert kept(url) == [1]
            assert server_pid(scratch_folder / "stranger") == taken
            stranger.communicate()

    def test_data_half_made_is_made_anew(self, scratch_folder: Path) -> None:
        (scratch_folder / "data.making" / "base").mkdir(parents=True)
        (scratch_folder / "data.making" / "PG_VERSION").write_text("18\n")
        with running(scratch_folder) as url:
            keep(url, 1)


class TestAwkwardPlaces:
    @pytest.mark.parametrize("name", ["deep/" * 20 + "down", "a,b", "it's größe"])
    def test_a_folder_may_be_called_anything(self, scratch_folder: Path, name: str) -> None:
        folder = scratch_folder / name
        try:
            with running(folder) as url:
                keep(url, 1)
            with running(folder) as url:
                assert kept(url) == [1]
        finally:
            with suppress(OSError):
                socket_folder(folder / "data").rmdir()

    def test_a_place_for_sockets_that_somebody_else_made_is_refused(self, scratch_folder: Path) -> None:
        folder = scratch_folder / ("deep/" * 20)
        sockets = socket_folder(folder.resolve() / "data")
        sockets.mkdir()
        sockets.chmod(0o777)
        try:
            with pytest.raises(SocketFolderTaken, match=str(sockets)), running(folder):
                pass
        finally:
            sockets.rmdir()

    def test_data_of_another_account_is_refused(self, scratch_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (scratch_folder / "data").mkdir()
        monkeypatch.setattr(os, "geteuid", lambda: 54_321)
        with pytest.raises(DataOfAnother, match="belongs to another account"), running(scratch_folder):
            pass

    def test_data_that_cannot_be_used_is_refused_with_the_servers_own_words(self, scratch_folder: Path) -> None:
        with running(scratch_folder):
            pass
        (scratch_folder / "data" / "postgresql.conf").write_text("no such setting\n")
        with pytest.raises(EmbeddedPostgresFailed, match="syntax error"), running(scratch_folder):
            pass
        assert server_pid(scratch_folder) is None
