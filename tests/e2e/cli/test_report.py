import csv
import json

import psycopg
import pytest

from tests.support.command_line import CommandLine, Typed


class TestTickets:
    def test_are_told_to_people_spreadsheets_and_programs_alike(
        self, cli: CommandLine, here: Typed, clean_database: str
    ) -> None:
        assert here("seed").code == 0
        with psycopg.connect(clean_database) as connection:
            found = connection.execute(
                "SELECT count(*), date (min(created_at) - interval '1 day'), min(team_id::text) FROM tickets"
            )
            there, begun, team = found.fetchone() or ()
        asked = ("report", "tickets", "--from", str(begun), "--interval", "month", "--time-zone", "Europe/Berlin")

        told = cli.run(*asked, "--format", "json")
        assert (told.code, told.err) == (0, "")
        months = json.loads(told.out)
        assert sum(month["opened"] for month in months) == there
        rows = list(csv.DictReader(here(*asked, "--format", "csv").out.splitlines()))
        assert [(row["beginsAt"], row["backlog"]) for row in rows] == [
            (month["beginsAt"], str(month["backlog"])) for month in months
        ]
        names, *lines = here(*asked).out.splitlines()
        assert names.split()[:4] == ["from", "opened", "solved", "backlog"]
        assert [line.split()[2] for line in lines] == [str(month["opened"]) for month in months]
        of_team = json.loads(here(*asked, "--team-id", team, "--format", "json").out)
        assert 0 < sum(month["opened"] for month in of_team) < there

    @pytest.mark.parametrize(
        ("wrong", "code", "named"),
        [
            (("--interval", "hour"), 2, "--interval"),
            (("--from", "soon"), 2, "--from"),
            (("--team-id", "4711"), 2, "--team-id"),
            (("--format", "xml"), 2, "--format"),
            (("--time-zone", "Mars/Base"), 1, "timeZone: Not a time zone name such as Europe/Berlin."),
            (("--from", "2026-02-01", "--to", "2026-01-01"), 1, "to: Must be after from."),
            (("--from", "2001-01-01", "--to", "2026-01-01"), 1, "interval: At most 400 fit."),
            (("--from", "0001-01-01", "--time-zone", "Asia/Tokyo"), 1, "from: Too far from today."),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_are_not_told_where_the_question_is_wrong(
        self, here: Typed, wrong: tuple[str, ...], code: int, named: str
    ) -> None:
        done = here("report", "tickets", *wrong)
        assert (done.code, done.out) == (code, "")
        assert named in done.err
        assert "Traceback" not in done.err
