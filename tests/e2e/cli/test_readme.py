"""What README tells people to paste, pasted from top to bottom."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.e2e.cli.test_serve import READY, free_port
from tests.support.command_line import COMMAND, ROOT, CommandLine

REFUSED: Final = [
    "STALE_VERSION",
    "BODY_INVALID",
    "CSRF_TOKEN_MISSING",
    "API_KEY_SCOPE_MISSING",
    "IDENTITY_SECOND_FACTOR_REQUIRED",
]
"""What it shows to be refused, in its order; nothing else is."""


def pasted(server: str, folder: Path) -> str:
    """From the first login to the import."""
    text = (ROOT / "README.md").read_text()
    tour = text[text.index("### Log in\n") : text.index("## The command line\n")]
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```", tour, re.DOTALL | re.MULTILINE))
    return script.replace("http://localhost:8000", server).replace("/tmp/", f"{folder}/")  # noqa: S108 - as it stands there


def test_works_as_it_stands(scratch_folder: Path, tmp_path: Path) -> None:
    data = scratch_folder / "data"
    (tmp_path / ".data").symlink_to(data)
    command = tmp_path / ".venv" / "bin" / "tixgenius"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n')
    command.chmod(0o755)
    cli = CommandLine(tmp_path, DATA_DIR=str(data), PORT=free_port())
    with cli.running("serve") as server:
        address = server.wait_for(READY)[1]
        password = server.wait_for(r"Password: +(\S+)")[1]
        done = subprocess.run(  # noqa: S603 - what we wrote ourselves
            ["/bin/bash", "-euo", "pipefail", "-c", pasted(address, tmp_path)],
            capture_output=True,
            text=True,
            env={
                **cli.environment,
                "PASSWORD": password,
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            },
            cwd=tmp_path,
            timeout=300,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2_000:]
        assert re.findall(r'"code": "(\w+)"', done.stdout) == REFUSED
        assert server.stop() == 0
