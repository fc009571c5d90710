"""Lives of tickets and queues of them, over every shelf."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.amounts import AMOUNTS, THOROUGH
from tests.fuzz.stored import Database, Stored
from tests.support.lives import InMemory, Life
from tests.unit.application.desk.desk_life import DeskLife
from tests.unit.application.desk.routing_life import RoutingLife


@pytest.mark.timeout(12 * 3600 if THOROUGH else 3_600)
@pytest.mark.parametrize("life", [DeskLife, RoutingLife])
class TestLivesOfTheDesk:
    def test_go_as_the_oracle_says_in_memory(self, life: type[Life]) -> None:
        run_state_machine_as_test(type("Lives", (InMemory, life), {}), settings=AMOUNTS)

    def test_go_as_the_oracle_says_on_postgres(self, life: type[Life], stored: Database) -> None:
        run_state_machine_as_test(type("Lives", (Stored, life), {"database": stored}), settings=AMOUNTS)
