"""Clocks on the memory shelf, beside the oracle."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings

from adapters.memory.shelf import memory_shelf
from tests.support.doubles import NumberedIds
from tests.unit.application.desk.clock_life import ClockLife


class OnMemory(ClockLife):
    times_told = 2

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.shelf = memory_shelf(ids=NumberedIds())
        super().__init__()

    def run(self, use: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(use)

    def teardown(self) -> None:
        self.runner.close()


pytestmark = pytest.mark.timeout(1_800)

TestClockLife = OnMemory.TestCase
TestClockLife.settings = settings(
    max_examples=500, stateful_step_count=50, deadline=timedelta(seconds=20), derandomize=True
)
