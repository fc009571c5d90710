"""Clocks on PostgreSQL, beside the oracle that looks at every minute."""

from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from adapters.postgres.shelf import postgres_shelf
from adapters.system.ids import UuidIds
from tests.fuzz.amounts import AMOUNTS, THOROUGH
from tests.fuzz.stored import Database
from tests.support.postgres import empty
from tests.unit.application.desk.clock_life import ClockLife


@pytest.mark.timeout(12 * 3600 if THOROUGH else 1_800)
def test_show_what_the_oracle_says(stored: Database) -> None:
    class OnPostgres(ClockLife):
        shelf = postgres_shelf(stored.pool, ids=UuidIds(), awaited=frozenset())

        def __init__(self) -> None:
            empty(stored.url)
            super().__init__()

        def run(self, use: Coroutine[Any, Any, Any]) -> Any:
            return stored.run(use)

    run_state_machine_as_test(OnPostgres, settings=AMOUNTS)
