"""What processes used, as the kernel counts it."""

import os
from pathlib import Path
from typing import Final

PROCESSES: Final = Path("/proc")
TICK: Final = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and all that came from it and still live."""
    children: dict[int, list[int]] = {}
    for entry in PROCESSES.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, new = [], [root]
    while new:
        found += new
        new = [child for parent in new for child in children.get(parent, [])]
    return found


def cpu_seconds(root: int) -> float:
    """Used by the tree in user and kernel mode, by those of its processes too that ended and were waited for."""
    return sum(sum(map(int, fields[11:15])) for pid in tree(root) if (fields := _stat(pid))) / TICK


def pss_mb(root: int) -> float:
    """Memory of the tree; what processes share is divided among them."""
    return sum(map(_pss_kb, tree(root))) / 1024


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/<pid>/stat from the state on; the name before it may hold anything."""
    try:
        return (PROCESSES / f"{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _pss_kb(pid: int) -> int:
    try:
        lines = (PROCESSES / f"{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
