"""Clocks on PostgreSQL, beside the oracle that looks at every minute."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from adapters.postgres.pool import open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from application.shelf import Shelf
from tests.fuzz.amounts import DESK_LIVES, THOROUGH
from tests.support.postgres import empty
from tests.unit.application.desk.clock_life import ClockLife


@asynccontextmanager
async def _opened(database_url: str) -> AsyncIterator[Shelf]:
    async with open_pool(database_url, min_size=1, max_size=2) as pool:
        yield postgres_shelf(pool, ids=UuidIds(), awaited=frozenset())


@pytest.mark.timeout(12 * 3600 if THOROUGH else 1_800)
def test_show_what_the_oracle_says(fresh_database_url: str) -> None:
    runner = asyncio.Runner()
    opened = _opened(fresh_database_url)
    stored = runner.run(opened.__aenter__())

    class OnPostgres(ClockLife):
        def __init__(self) -> None:
            empty(fresh_database_url)
            self.shelf = stored
            super().__init__()

        def run(self, use: Coroutine[Any, Any, Any]) -> Any:
            return runner.run(use)

    amounts = settings(
        max_examples=DESK_LIVES,
        stateful_step_count=50,
        derandomize=not THOROUGH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(OnPostgres, settings=amounts)
    finally:
        runner.run(opened.__aexit__(None, None, None))
        runner.close()
