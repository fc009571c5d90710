import gzip
import json
import signal

import psycopg
import pytest

from tests.support.command_line import CommandLine, Typed
from tests.support.issues import counted, issue, lines

NUL_AND_ALL = "Nul \0, lone quote ', 𝄞 and\ttab"


class TestImport:
    def test_brings_in_what_is_sound_reports_the_rest_and_changes_nothing_the_second_time(
        self, cli: CommandLine, here: Typed, clean_database: str
    ) -> None:
        file = cli.folder / "tickets.jsonl"
        file.write_text(
            lines(
                issue(1),
                "? no json",
                issue(3, title="", reporter=None, priority=None, description=NUL_AND_ALL),
                "",
                issue(5, status="In QA"),
                issue(6, assigneeTimeZone="Nowhere/City"),
                issue(7, created="1969-12-31T23:59:59.000+0000"),
                issue(8, assignee=None, components=[], status="Open", resolved=None),
            )
        )
        first = cli.run("import", "tickets", file, "--refused", "refused.jsonl")
        assert first.code == 1
        assert [line for line in first.err.splitlines() if line.startswith("line ")] == [
            "line 2: JSON is malformed: invalid character (byte 0)",
            'line 5: Unknown status "In QA". Say what it means: --map "status.In QA=…".',
            "line 6: The working hours do not hold together. (timeZone: Not a time zone name such as Europe/Berlin.)",
            "line 7: A time of APP-7 lies before 1970 or after 9998.",
        ]
        assert "3 new tickets, 6 new comments" in first.out
        assert "4 refused" in first.out
        refused = [json.loads(line) for line in (cli.folder / "refused.jsonl").read_text().splitlines()]
        assert [(entry["line"], entry["text"][:7]) for entry in refused][:2] == [(2, "? no js"), (5, '{"key":')]
        state = counted(clean_database)
        assert state == {"tickets": 3, "comments": 6, "categories": 1, "developer_profiles": 1, "assignments": 2}

        second = here("import", "tickets", "tickets.jsonl")
        assert "0 new tickets, 0 new comments" in second.out
        assert "3 tickets and 6 comments were there already" in second.out
        assert counted(clean_database) == state

        mapped = here("import", "tickets", "tickets.jsonl", "--map", "status.In QA=pending")
        assert "1 new tickets, 2 new comments" in mapped.out

    def test_goes_on_where_a_killed_one_broke_off(self, cli: CommandLine, clean_database: str) -> None:
        file = cli.folder / "tickets.jsonl.gz"
        issues = [issue(number, description="word " * 400) for number in range(4_000)]
        file.write_bytes(gzip.compress(lines(*issues).encode()))
        with cli.running("import", "tickets", file) as running:
            running.wait_until(lambda: counted(clean_database)["tickets"] > 0)
            assert running.stop(signal.SIGKILL) == -signal.SIGKILL
        broken_off = counted(clean_database)
        assert 0 < broken_off["tickets"] < 4_000
        assert broken_off["comments"] == 2 * broken_off["tickets"]

        again = cli.run("import", "tickets", file)
        assert again.code == 0, again.err
        assert f"{4_000 - broken_off['tickets']:,} new tickets" in again.out
        assert counted(clean_database) == {
            "tickets": 4_000,
            "comments": 8_000,
            "categories": 1,
            "developer_profiles": 1,
            "assignments": 4_000,
        }

    def test_reads_compressed_lines_from_standard_input(self, cli: CommandLine, clean_database: str) -> None:
        done = cli.run("import", "tickets", "-", input=gzip.compress(lines(issue(1)).encode()))
        assert done.code == 0, done.err
        assert counted(clean_database)["tickets"] == 1

    def test_reads_a_table_with_columns_as_the_caller_names_them(self, here: Typed, clean_database: str) -> None:
        table = "Nr;What happened;When;How bad\n17;Blank page;31.01.2014 12:00;Sev 1\n"
        done = here(
            *("import", "tickets", "-", "--format", "csv", "--columns", "key=Nr,title=What happened"),
            *("--columns", "created_at=When", "--columns", "priority=How bad", "--map", "priority.Sev 1=critical"),
            *("--time-format", "%d.%m.%Y %H:%M"),
            input=table,
        )
        assert done.code == 0, done.err
        with psycopg.connect(clean_database) as connection:
            row = connection.execute("SELECT external_key, title, priority::text, created_at::text FROM tickets")
            assert row.fetchall() == [("17", "Blank page", "critical", "2014-01-31 12:00:00+00")]

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("missing.jsonl",), 1, "missing.jsonl: No such file or directory"),
            ((".",), 1, ".: Is a directory"),
            (("x.jsonl", "--map", "nonsense"), 2, "'nonsense' is not of the form"),
            (("x.csv", "--columns", "colour=Red"), 2, "'colour=Red' is not of the form field=Header"),
            (("--format", "xml", "x"), 2, "xml"),
            (("--fromat",), 2, "There is no option --fromat"),
        ],
        ids=["missing", "folder", "map", "columns", "format", "option"],
    )
    def test_says_what_is_wrong_with_the_call(
        self, typed: Typed, arguments: tuple[str, ...], code: int, said: str
    ) -> None:
        done = typed("import", "tickets", *arguments, SHELF="memory")
        assert done.code == code
        assert said in done.err
        assert "Traceback" not in done.err
