import os
import stat
from pathlib import Path
from typing import Final

from adapters.pgserver.account import Account
from adapters.pgserver.folder import short_hash
from domain.shared.errors import Unavailable

NAME: Final = ".s.PGSQL.5432"
LONGEST: Final = 103
"""Bytes in the path of a socket that every system allows; Linux alone would take 107."""


class SocketFolderTaken(Unavailable):
    code = "PGSERVER_SOCKET_FOLDER_TAKEN"


def socket_folder(data: Path) -> Path:
    """The data itself, which is closed to others; below /tmp where its path is too long or has a comma."""
    # libpq takes what stands between commas for several hosts.
    if len(os.fsencode(data / NAME)) <= LONGEST and "," not in str(data):
        return data
    return Path("/tmp") / f"tixgenius-{short_hash(data)}"  # noqa: S108 - `make_private` looks after it


def make_private(folder: Path, account: Account) -> None:
    """A folder for this account alone. SocketFolderTaken when somebody else made it first."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != account.uid or stat.S_IMODE(seen.st_mode) & 0o077:
            raise SocketFolderTaken(f"{folder} is in the way: it must be a folder for PostgreSQL alone.") from None
