import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from domain.shared.errors import Unavailable

NAME: Final = "tixgenius"


class AccountMissing(Unavailable):
    code = "PGSERVER_ACCOUNT_MISSING"


class DataOfAnother(Unavailable):
    code = "PGSERVER_DATA_OF_ANOTHER"


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs PostgreSQL: whoever we are, unless we are root, as whom it refuses to run."""

    uid: int
    gid: int

    @classmethod
    def for_data(cls, data: Path) -> Self:
        """Ourselves; for root the owner of the data, and where there is none yet, an account kept for this.

        DataOfAnother when an ordinary user meets data that is not theirs.
        """
        owner = data.stat() if data.exists() else None
        if os.geteuid() != 0:
            if owner and owner.st_uid != os.geteuid():
                raise DataOfAnother(
                    f"The data in {data} belongs to another account; only it or root may start PostgreSQL."
                )
            return cls(os.geteuid(), os.getegid())
        if owner and owner.st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        entry = _entry() or _made()
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def is_another(self) -> bool:
        return self.uid != os.geteuid()


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/", NAME]
    command += ["--shell", "/usr/sbin/nologin"]
    try:
        problem = subprocess.run(command, check=False, capture_output=True, text=True).stderr  # noqa: S603 - no input in it
    except OSError as error:
        problem = str(error)
    if entry := _entry():  # also when somebody else was quicker
        return entry
    raise AccountMissing(
        f'PostgreSQL does not run as root, and the account "{NAME}" could not be made for it ({problem.strip()}). '
        "Start as another user, or name a server in DATABASE_URL."
    )
