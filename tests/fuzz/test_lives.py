"""Whole lives over HTTP, beside an oracle: every reply, every list and every total is what it says."""

from collections.abc import Iterator

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.amounts import AMOUNTS, SEED, STATED_SEED, THOROUGH
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

    class Lives(PeopleAndTickets):
        def __init__(self) -> None:
            super().__init__(door)

    run_state_machine_as_test(seed(SEED)(Lives) if THOROUGH or STATED_SEED else Lives, settings=AMOUNTS)
