"""`make bench-sql`."""

import argparse
import asyncio
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from bench.paths import RESULTS, ROOT
from bench.sql.budgets import Measured, breaches
from bench.sql.curves import drawn
from bench.sql.measuring import measured
from bench.sql.tables import put_into, written
from bench.sql.world import SIZES, database_of, server

README: Final = Path(__file__).with_name("README.md")
CURVES: Final = ROOT / "docs" / "query-plans.svg"
REPEATS: Final = 2


def main() -> None:
    sizes = _sizes()
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"sql-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.jsonl"
    found: list[Measured] = []
    with server() as url, file.open("wb") as lines:
        for tickets in sizes:
            some = asyncio.run(_ask(database_of(url, tickets)))
            lines.writelines(msgspec.json.encode(asdict(one)) + b"\n" for one in some)
            found += some
            print(f"{tickets:,} tickets: {len(some):,} statements explained.", flush=True)
    if set(SIZES) <= set(sizes):
        put_into(README, written(found))
        CURVES.write_text(drawn(found))
    print(f"Lines: {file}")
    wrong = list(breaches(found))
    print("\n".join([*wrong, f"{len(wrong)} over budget"] if wrong else ["All within budget."]))
    sys.exit(bool(wrong))


async def _ask(database_url: str) -> list[Measured]:
    return [one async for one in measured(database_url, repeats=REPEATS)]


def _sizes() -> list[int]:
    parser = argparse.ArgumentParser(prog="python -m bench.sql", description=__doc__)
    parser.add_argument("--tickets", type=int, action="append", metavar="N", help="only a database of this size")
    return parser.parse_args().tickets or list(SIZES)


if __name__ == "__main__":
    main()
