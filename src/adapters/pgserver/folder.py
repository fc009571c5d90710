import logging
import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Final

from domain.shared.errors import Unavailable

log = logging.getLogger(__name__)

ROOTS_PLACE: Final = Path("/var/lib/tixgenius")
"""What root keeps for the account that runs PostgreSQL; everybody can reach it."""


class FolderUnfit(Unavailable):
    code = "PGSERVER_FOLDER_UNFIT"


def folder_for(preferred: Path) -> Path:
    """The preferred folder; for root another one, unless others can reach the preferred.

    PostgreSQL refuses to run as root, so it runs under an account of its own, which has to get to its data. No parent
    is opened up for that: then the data goes under /var/lib, and the log says where.
    """
    preferred = preferred.expanduser().resolve()
    closed = next((path for path in (preferred, *preferred.parents) if not _lets_others_through(path)), None)
    if os.geteuid() != 0 or closed is None:
        return preferred
    folder = ROOTS_PLACE / short_hash(preferred)
    log.warning(
        "Only its owner may enter %s, so PostgreSQL keeps its data in %s and not in %s", closed, folder, preferred
    )
    return folder


def make_folder(folder: Path, *, mode: int) -> None:
    """Make it, with parents that let others through; what exists stays as it is. FolderUnfit when that cannot be."""
    try:
        for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
            missing.mkdir(exist_ok=True)
            missing.chmod(mode if missing == folder else 0o755)
    except OSError as problem:
        raise FolderUnfit(f"{folder} cannot be made: {problem}.") from None
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise FolderUnfit(f"{folder} is no folder to write to.")


def short_hash(path: Path) -> str:
    return sha256(os.fsencode(path)).hexdigest()[:10]


def _lets_others_through(folder: Path) -> bool:
    return not folder.exists() or bool(folder.stat().st_mode & stat.S_IXOTH)
