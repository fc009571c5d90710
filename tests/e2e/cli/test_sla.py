import re
from typing import NamedTuple

import psycopg
import pytest

from tests.support.command_line import CommandLine, Done, Typed

BREACHES = """
    SELECT count(*) FROM tickets, jsonb_array_elements(clocks) AS clock WHERE clock -> 'promise' ->> 'breached_at' <> ''
"""


class Report(NamedTuple):
    """What is printed when it is done."""

    judged: int
    changed: int
    breached: int
    withdrawn: int

    @classmethod
    def of(cls, done: Done) -> "Report":
        assert (done.code, done.err) == (0, "")
        told = re.fullmatch(r"(\d+) tickets judged, (\d+) changed: (\d+) new breaches, (\d+) taken back\n", done.out)
        assert told, done.out
        return cls(*map(int, told.groups()))


def behind_it(database_url: str, change: str) -> None:
    """Change policies without a word to anybody, as whoever restores a table does."""
    with psycopg.connect(database_url) as connection:
        connection.execute(f"UPDATE sla_policies SET {change}".encode())  # noqa: S608


def counted(database_url: str, question: str) -> int:
    with psycopg.connect(database_url) as connection:
        found = connection.execute(question.encode()).fetchone()
    assert found
    return int(found[0])


class TestRecompute:
    def test_judges_by_what_is_promised_now(self, cli: CommandLine, here: Typed, clean_database: str) -> None:
        assert here("seed").code == 0
        there, late = counted(clean_database, "SELECT count(*) FROM tickets"), counted(clean_database, BREACHES)

        behind_it(clean_database, "first_response = 1, resolution = 1")
        unfinished = Report.of(cli.run("sla", "recompute"))
        assert 0 < unfinished.changed <= unfinished.judged < there
        assert unfinished.breached > 0
        everything = Report.of(here("sla", "recompute", "--all"))
        assert everything.judged == there
        breached = late + unfinished.breached + everything.breached
        assert counted(clean_database, BREACHES) == breached
        assert Report.of(here("sla", "recompute", "--all")) == Report(there, 0, 0, 0), "It is done."

        behind_it(clean_database, "is_active = false")
        nothing = Report.of(here("sla", "recompute", "--all"))
        assert (nothing.breached, nothing.withdrawn) == (0, breached)
        assert counted(clean_database, BREACHES) == 0

    def test_has_nothing_to_do_where_there_is_nothing(self, here: Typed) -> None:
        assert Report.of(here("sla", "recompute")) == Report.of(here("sla", "recompute", "--all")) == Report(0, 0, 0, 0)

    @pytest.mark.parametrize("wrong", [("--finished",), ("4711",), ("--all=perhaps",)], ids=str)
    def test_touches_nothing_when_asked_for_what_there_is_not(self, here: Typed, wrong: tuple[str, ...]) -> None:
        done = here("sla", "recompute", *wrong)
        assert (done.code, done.out) == (2, "")
        assert wrong[0].split("=")[0] in done.err
        assert "Traceback" not in done.err

    def test_says_when_the_database_is_not_there(self, here: Typed, typed: Typed) -> None:
        del here
        done = typed("sla", "recompute", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("tixgenius: The database is not there.")
