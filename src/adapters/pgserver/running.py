"""A PostgreSQL of our own over a local folder, shared by every process that names the same folder."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from adapters.pgserver.folder import make_folder
from adapters.pgserver.server import DATABASE, Server


@contextmanager
def running(folder: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the URL of a database for as long as the block lasts; its data survives in the folder.

    The first user starts the server, later ones join it, the last one stops it. Being a user is a lock that the
    kernel takes from the dead: what `kill -9` can leave behind is a running server, which the next user joins and
    stops in the end. `settings` are the server's own, and count when this user is the first.
    """
    folder = folder.resolve()
    make_folder(folder, mode=0o755 if os.geteuid() == 0 else 0o700)
    server = Server.over(folder / "data")
    with _opened(folder / "turn") as turn, _opened(folder / "users") as users:
        try:
            with _held(turn):
                fcntl.flock(users, fcntl.LOCK_SH)
                server.start(settings or {})
            yield server.url(DATABASE)
        finally:
            with _held(turn):
                if _is_last(users):
                    server.stop()


def _opened(path: Path) -> IO[str]:
    """A file to lock. Reading is enough for that, also where somebody else made it."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644))


@contextmanager
def _held(turn: IO[str]) -> Iterator[None]:
    """One process at a time starts, joins or leaves."""
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(turn, fcntl.LOCK_UN)


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
