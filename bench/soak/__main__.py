"""`make soak`: a real server under slow senders and with its database held up; exit code 1 when a demand is not met."""

import asyncio
import os
import sys

import uvloop

from bench.soak import sleepers, slow_senders
from bench.soak.demands import Demand, told
from bench.soak.server import Server, served
from bench.stacks import shout


async def _everything(server: Server) -> list[Demand]:
    return [*await slow_senders.demands(server), *await sleepers.demands(server)]


def main() -> None:
    print(f"Load of this machine: {os.getloadavg()[0]:.1f}; about two minutes", flush=True)
    with served() as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        demands = runner.run(_everything(server))
    print(told(demands))
    if broken := [demand for demand in demands if not demand.holds]:
        for demand in broken:
            shout(f"Does not hold: {demand.what}: {demand.found}, but {demand.wanted}")
        sys.exit(1)


if __name__ == "__main__":
    main()
