"""Lives of tickets and queues of them, over every shelf."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.amounts import DESK_LIVES, STATED_SEED, STEPS, THOROUGH
from tests.fuzz.stored import Database, Stored
from tests.support.lives import InMemory, Life
from tests.unit.application.desk.desk_life import DeskLife
from tests.unit.application.desk.routing_life import RoutingLife

AMOUNTS = settings(
    max_examples=DESK_LIVES,
    stateful_step_count=STEPS,
    derandomize=not (THOROUGH or STATED_SEED),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def opened(fresh_database_url: str) -> Iterator[Database]:
    with Database(fresh_database_url) as database:
        yield database


@pytest.mark.timeout(12 * 3600 if THOROUGH else 3_600)
@pytest.mark.parametrize("life", [DeskLife, RoutingLife])
class TestLivesOfTheDesk:
    def test_go_as_the_oracle_says_in_memory(self, life: type[Life]) -> None:
        run_state_machine_as_test(type("Lives", (InMemory, life), {}), settings=AMOUNTS)

    def test_go_as_the_oracle_says_on_postgres(self, life: type[Life], opened: Database) -> None:
        run_state_machine_as_test(type("Lives", (Stored, life), {"database": opened}), settings=AMOUNTS)
