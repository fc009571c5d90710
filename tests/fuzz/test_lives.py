"""Whole lives over HTTP, beside an oracle: every reply, every list and every total is what it says."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.amounts import LIVES, SEED, STATED_SEED, STEPS, THOROUGH
from tests.fuzz.door import Door
from tests.fuzz.looking import Looking
from tests.fuzz.people import People
from tests.fuzz.tickets import Tickets


class PeopleAndTickets(People, Tickets, Looking):
    """All they can do, in any order."""


@pytest.fixture
def door(fresh_database_url: str) -> Iterator[Door]:
    with Door(fresh_database_url) as door:
        yield door


@pytest.mark.timeout(12 * 3600 if THOROUGH else 900)
def test_goes_as_the_oracle_says(door: Door) -> None:
    print(f"FUZZ_SEED={SEED}")  # noqa: T201 - shown when it fails
    amounts = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        derandomize=not (THOROUGH or STATED_SEED),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    class Lives(PeopleAndTickets):
        def __init__(self) -> None:
            super().__init__(door)

    run_state_machine_as_test(seed(SEED)(Lives) if THOROUGH or STATED_SEED else Lives, settings=amounts)
