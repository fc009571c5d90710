"""`make bench` and `make bench-quick`."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, Final

import msgspec
import psycopg

from bench import argon_loop, queue, tables
from bench.fetched import fetch_node_packages
from bench.load import require_wrk
from bench.machine import machine
from bench.paths import README, RESULTS
from bench.rounds import Cell, Plan, measure
from bench.serving import NotServing
from bench.stacks import LOAD_CORE, Stack, chosen, pinned, shout
from bench.usage import TICK
from bench.world import World, world

FULL: Final = Plan({32: 5, 1: 2, 256: 2})
QUICK: Final = Plan({32: 3}, warm_up=8)
SHORT: Final = Plan({32: 1}, seconds=1, warm_up=4)


def main() -> None:
    arguments = _arguments()
    stacks = chosen(quick=arguments.quick, only=frozenset(arguments.only))
    plan = SHORT if arguments.short else QUICK if arguments.quick else FULL
    require_wrk()
    _require_cores()
    if any(stack.is_node for stack in stacks):
        fetch_node_packages()
    print(f"{len(stacks)} stacks, about {plan.expected(len(stacks)) / 60:.0f} minutes", flush=True)
    with world() as here, _told_why():
        text, is_whole = _measured(stacks, here, plan)
    print(text)
    if not is_whole:
        sys.exit(128 + signal.SIGINT)
    if not (arguments.quick or arguments.only or arguments.short):
        tables.put_into(README, text)


def _measured(stacks: Sequence[Stack], here: World, plan: Plan) -> tuple[str, bool]:
    """The tables, and whether they are all that was asked for: an interruption ends a run, and loses nothing."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}.jsonl"
    setting = machine(here) | {"plan": plan, "stacks": {stack.name: stack.says for stack in stacks}}
    cells: list[Cell] = []
    is_whole = False
    with file.open("wb") as lines:
        lines.write(msgspec.json.encode(setting) + b"\n")

        def tell(cell: Cell) -> None:
            cells.append(cell)
            lines.write(msgspec.json.encode(cell) + b"\n")
            lines.flush()
            if cell.is_void:
                shout(f"Void: {cell.stack}, {cell.endpoint}: {cell.why_void}")

        beside: list[str] = []
        try:
            measure(stacks, here, plan, tell)
            if plan is FULL:
                beside += _beside(here, lines)
            is_whole = True
        except KeyboardInterrupt:
            shout("Interrupted: what follows is what was measured until now")
    text = "\n\n".join([tables.written(msgspec.to_builtins(setting), cells), *beside])
    file.with_suffix(".md").write_text(f"{text}\n")
    print(f"Lines and tables: {file.with_suffix('')}.*", flush=True)
    return text, is_whole


def _beside(here: World, lines: IO[bytes]) -> Iterator[str]:
    """What is no request: jobs, and logins beside requests."""
    for kind in (_jobs, _logins):
        try:
            figures, text = kind(here)
            lines.writelines(msgspec.json.encode(one) + b"\n" for one in figures)
            yield text
        except (NotServing, OSError, psycopg.Error) as problem:
            shout(f"{kind.__name__} are NOT measured: {problem!r}")


def _jobs(here: World) -> tuple[Sequence[Any], str]:
    figures = [queue.worked(here, concurrency) for concurrency in (1, 4)]
    return figures, queue.table(figures)


def _logins(here: World) -> tuple[Sequence[Any], str]:
    figures = argon_loop.stalls(here)
    return figures, argon_loop.table(figures)


@contextmanager
def _told_why() -> Iterator[None]:
    """When the house itself does not serve, nothing can be measured."""
    try:
        yield
    except NotServing as problem:
        shout(str(problem))
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the floors and us, at 32 connections")
    parser.add_argument("--only", action="append", default=[], metavar="STACK", help="this stack, besides ours")
    parser.add_argument("--short", action="store_true", help="one second of each: does it run at all?")
    return parser.parse_args()


def _require_cores() -> None:
    if (os.cpu_count() or 1) <= LOAD_CORE or not pinned(LOAD_CORE):
        shout("There are no two cores here, or no taskset: server and load will disturb each other")
        sys.exit(1)
    print(f"Load of this machine: {os.getloadavg()[0]:.1f}; a tick is {1000 // TICK} ms", flush=True)


if __name__ == "__main__":
    main()
