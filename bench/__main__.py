"""`make bench` and `make bench-quick`."""

import argparse
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from typing import Final

import msgspec

from bench import tables
from bench.load import require_wrk
from bench.machine import machine
from bench.paths import NODE, README, RESULTS
from bench.rounds import Cell, Plan, measure
from bench.stacks import LOAD_CORE, chosen, pinned, shout
from bench.usage import TICK
from bench.world import world

FULL: Final = Plan(rounds=5, seconds=2, connections=(1, 32, 256))
QUICK: Final = Plan(rounds=3, seconds=2, connections=(32,), warm_up=8)


def main() -> None:
    arguments = _arguments()
    stacks = chosen(quick=arguments.quick, only=frozenset(arguments.only))
    plan = QUICK if arguments.quick else FULL
    require_wrk()
    _require_cores()
    if any(stack.is_node for stack in stacks):
        _fetch_node_packages()
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}.jsonl"
    with world() as here, file.open("wb") as lines:
        setting = machine(here) | {"plan": plan, "stacks": {stack.name: stack.says for stack in stacks}}
        lines.write(msgspec.json.encode(setting) + b"\n")

        def tell(cell: Cell) -> None:
            lines.write(msgspec.json.encode(cell) + b"\n")
            lines.flush()
            if cell.is_void:
                shout(f"Void: {cell.stack}, {cell.endpoint}, {cell.refused} refused, {cell.broken} broken")

        cells = measure(stacks, here, plan, tell)
    text = tables.written(msgspec.to_builtins(setting), cells)
    print(text)
    print(f"Lines: {file}")
    if not (arguments.quick or arguments.only):
        tables.put_into(README, text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the floors and us, at 32 connections")
    parser.add_argument("--only", action="append", default=[], metavar="STACK", help="this stack, besides ours")
    return parser.parse_args()


def _require_cores() -> None:
    if (os.cpu_count() or 1) <= LOAD_CORE or not pinned(LOAD_CORE):
        shout("There are no two cores here, or no taskset: server and load will disturb each other")
        sys.exit(1)
    print(f"Load of this machine: {os.getloadavg()[0]:.1f}; a tick is {1000 // TICK} ms", flush=True)


def _fetch_node_packages() -> None:
    if (NODE / "node_modules").exists():
        return
    npm = shutil.which("npm") or "npm"
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=NODE, check=True)


if __name__ == "__main__":
    main()
