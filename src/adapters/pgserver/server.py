import logging
import os
import shlex
import shutil
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

import psycopg

from adapters.pgserver import sockets
from adapters.pgserver.account import Account
from adapters.pgserver.programs import Programs
from domain.shared.errors import Unavailable

log = logging.getLogger(__name__)

DATABASE: Final = "tixgenius"

PATIENCE: Final = 300.0
"""Seconds for a start. One that follows a crash has to replay the log first, usually in a few of them."""

LARGEST_LOG: Final = 10_000_000
"""Bytes after which the server's log starts anew; the one before is kept."""

ORPHANS: Final = "is still in use"
"""What PostgreSQL says when a killed server's children still work on the data; they end by themselves."""

PROCESSES: Final = Path("/proc")
NOBODY: Final = 2**31 - 1
"""A process id that is never given."""


class EmbeddedPostgresFailed(Unavailable):
    code = "PGSERVER_FAILED"


@dataclass(frozen=True, slots=True)
class Server:
    """The one server over some data, whoever started it."""

    data: Path
    sockets: Path
    programs: Programs

    @classmethod
    def over(cls, data: Path) -> Self:
        return cls(data, sockets.socket_folder(data), Programs.of(data, Account.for_data(data)))

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.sockets), safe='')}&port=5432"

    def start(self, settings: Mapping[str, str]) -> None:
        """Start it unless it runs, and wait until it takes work. One on its way down is waited for, then started."""
        if not self.data.exists():
            self._make_data()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._listens():
                try:
                    return self._make_database()
                except psycopg.OperationalError as problem:  # it is starting up or shutting down
                    log.info("Waiting for PostgreSQL: %s", problem)
            elif not self._is_alive():
                self._launch(settings)
            time.sleep(0.1)
        raise EmbeddedPostgresFailed(f"The PostgreSQL over {self.data} does not answer. {self._last_words()}")

    def stop(self) -> None:
        if not self._is_alive():
            return
        done = self.programs.run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60")
        if done.returncode:
            log.warning("The PostgreSQL over %s did not stop: %s", self.data, done.stdout.strip())

    def _make_data(self) -> None:
        """All or nothing, so that a killed process leaves no half of it."""
        making = self.data.with_name("data.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        os.chown(making, self.programs.account.uid, self.programs.account.gid)
        # Neither the language of this machine nor its C library decides how text compares.
        text = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        done = self.programs.run("initdb", "-D", str(making), "-U", "postgres", "--auth=trust", *text)
        if done.returncode:
            raise EmbeddedPostgresFailed(f"PostgreSQL could not make its data in {making}: {done.stdout.strip()}")
        making.rename(self.data)

    def _launch(self, settings: Mapping[str, str]) -> None:
        for lock_file in (self.data / "postmaster.pid", self.sockets / f"{sockets.NAME}.lock"):
            _name_nobody(lock_file)
        if self.sockets != self.data:
            sockets.make_private(self.sockets, self.programs.account)
        if self._log.exists() and self._log.stat().st_size > LARGEST_LOG:
            self._log.replace(self._log.with_suffix(".old"))
        # No port, and only the account that runs it (and root) may connect: that is what makes `trust` safe.
        options = ["-h", "", "-p", "5432", "-k", str(self.sockets), "-c", "unix_socket_permissions=0700"]
        for name, value in settings.items():
            options += ["-c", f"{name}={value}"]
        done = self.programs.run(
            *("pg_ctl", "start", "-D", str(self.data), "-l", str(self._log), "-o", shlex.join(options)),
            *("-w", "-t", str(round(PATIENCE))),
        )
        said = f"{done.stdout.strip()} {self._last_words()}"
        if done.returncode and ORPHANS not in said:
            raise EmbeddedPostgresFailed(f"PostgreSQL did not start: {said}")

    def _make_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10) as connection:
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", (DATABASE,)).rowcount:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _listens(self) -> bool:
        """Whether a server stands behind the socket; it does so from its first moment to its last."""
        with socket.socket(socket.AF_UNIX) as door:
            try:
                door.connect(str(self.sockets / sockets.NAME))
            except OSError:
                return False
        return True

    def _is_alive(self) -> bool:
        """Whether postmaster.pid names a process that is our server: numbers of the dead are given to others."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
            return not PROCESSES.exists() or os.fsencode(self.data) in _arguments(pid)
        except (OSError, ValueError):
            return False

    @property
    def _log(self) -> Path:
        return self.data / "postgresql.log"

    def _last_words(self) -> str:
        try:
            return " ".join(self._log.read_text(errors="replace").splitlines()[-5:])
        except OSError:
            return ""


def _arguments(pid: int) -> list[bytes]:
    return (PROCESSES / f"{pid}/cmdline").read_bytes().split(b"\0")


def _name_nobody(lock_file: Path) -> None:
    """Make a dead server's lock file name a process that cannot be.

    Its process id may be somebody else's by now, at which PostgreSQL would refuse to start. The rest of the file stays:
    by it PostgreSQL sees whether children of the dead still work on the data.
    """
    if lock_file.exists():
        _, _, rest = lock_file.read_text().partition("\n")
        lock_file.write_text(f"{NOBODY}\n{rest}")
