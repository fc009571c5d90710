"""What the Node peers need: their packages, as locked, and Prisma's client, made of its schema."""

import os
import shutil
import subprocess
from pathlib import Path

from bench.paths import NODE
from bench.stacks import shout


def fetch_node_packages() -> None:
    """Where something is newer than what is there. Who lacks something in spite of it does not start, and is named."""
    packages, client = NODE / "node_modules", NODE / "node_modules/.prisma/client/index.js"
    if not _is_newer(packages / ".package-lock.json", NODE / "package-lock.json"):
        _run(shutil.which("npm") or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        (packages / ".package-lock.json").touch()
    if not _is_newer(client, NODE / "schema.prisma"):
        _run(str(packages / ".bin/prisma"), "generate", "--schema", "schema.prisma", "--no-hints")


def _is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _run(*command: str) -> None:
    """Prisma would fetch a program for migrations, which nobody here runs: any program stands in for it."""
    program = shutil.which("true") or "/bin/true"
    environment = {"PRISMA_SCHEMA_ENGINE_BINARY": program, "CHECKPOINT_DISABLE": "1"}
    try:
        subprocess.run(command, cwd=NODE, check=True, env={**os.environ, **environment})
    except (OSError, subprocess.CalledProcessError) as problem:
        shout(f"Node peers lack something: {problem}")
