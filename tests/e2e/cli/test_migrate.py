import re
from functools import partial

import pytest
from psycopg.conninfo import make_conninfo

from adapters.postgres.migrate import head
from tests.support.command_line import Typed


@pytest.fixture
def here(typed: Typed, empty_database_url: str) -> Typed:
    return partial(typed, DATABASE_URL=empty_database_url)


class TestMigrate:
    def test_goes_up_and_down_and_says_where_it_is(self, here: Typed) -> None:
        before = here("migrate", "status")
        assert (before.code, before.out) == (1, f"no schema (newest: {head()})\n")
        assert here("migrate").err == f"The schema is at {head()}, before at base.\n"
        assert here("migrate", "up").err == f"The schema is at {head()}, as before.\n"
        assert here("migrate", "status").code == 0
        assert here("migrate", "down", "base").err == f"The schema is at base, before at {head()}.\n"

    def test_says_when_the_house_may_change_what_was_recorded(self, here: Typed, empty_database_url: str) -> None:
        done = here("migrate", DATABASE_URL=make_conninfo(empty_database_url, options="-c role=none"))
        assert done.code == 0
        assert re.search(
            r"^In the database \w+ may change what was recorded; run: tixgenius migrate", done.err, re.MULTILINE
        )

    def test_refuses_a_revision_that_does_not_exist(self, here: Typed) -> None:
        done = here("migrate", "down", "nonsense")
        assert (done.code, done.err) == (1, "tixgenius: Can't locate revision identified by 'nonsense'.\n")


class TestOtherCommands:
    def test_ask_for_the_migration_rather_than_doing_it_to_a_database_that_is_not_ours(self, here: Typed) -> None:
        done = here("export", "tickets")
        assert done.code == 1
        assert done.err.endswith(f"has schema none, this version needs {head()}. Run: tixgenius migrate\n")
