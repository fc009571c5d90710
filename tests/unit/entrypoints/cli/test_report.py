import csv
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from application.desk.queries.reports import Breaches, TicketReportRow
from entrypoints.cli.report import csv_of, json_of, lasting, table_of

MIDNIGHT = datetime(2026, 2, 28, 23, tzinfo=UTC)
ROWS = [
    TicketReportRow(
        begins_at=MIDNIGHT,
        ends_at=MIDNIGHT + timedelta(days=31),
        opened=1_200,
        solved=900,
        backlog=300,
        first_response_p50=59,
        first_response_p90=3_600,
        resolution_p50=None,
        resolution_p90=90_000,
        breaches=Breaches(first_response=1, next_response=2, resolution=3),
    )
]


class TestTable:
    def test_says_when_in_the_time_of_the_place_and_how_long_in_words(self) -> None:
        console = Console(width=200)
        with console.capture() as shown:
            console.print(table_of(ROWS, ZoneInfo("Europe/Berlin")))
        names, row = shown.get().splitlines()
        assert " ".join(names.split()) == (
            "from opened solved backlog answered: median p90 solved: median p90 broken promises"
        )
        assert " ".join(row.split()) == "2026-03-01 00:00 1,200 900 300 59 s 1 h 00 min - 1 d 01 h 6"


class TestCsv:
    def test_has_a_column_for_each_field_and_kind_of_promise(self) -> None:
        (row,) = csv.DictReader(csv_of(ROWS).splitlines())
        assert row == {
            "beginsAt": "2026-02-28T23:00:00Z",
            "endsAt": "2026-03-31T23:00:00Z",
            "opened": "1200",
            "solved": "900",
            "backlog": "300",
            "firstResponseP50": "59",
            "firstResponseP90": "3600",
            "resolutionP50": "",
            "resolutionP90": "90000",
            "breaches.firstResponse": "1",
            "breaches.nextResponse": "2",
            "breaches.resolution": "3",
        }


class TestJson:
    def test_is_what_the_api_answers(self) -> None:
        (row,) = json.loads(json_of(ROWS))
        assert (row["beginsAt"], row["resolutionP50"]) == ("2026-02-28T23:00:00Z", None)
        assert row["breaches"] == {"firstResponse": 1, "nextResponse": 2, "resolution": 3}


class TestLasting:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (None, "-"),
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_660, "1 h 01 min"),
            (86_399, "23 h 59 min"),
            (86_400, "1 d 00 h"),
            (400 * 86_400 + 3_600, "400 d 01 h"),
        ],
    )
    def test_is_told_in_its_two_largest_units(self, seconds: int | None, words: str) -> None:
        assert lasting(seconds) == words
