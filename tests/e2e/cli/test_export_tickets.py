import gzip
import json
from functools import partial

from tests.support.command_line import CommandLine, Typed
from tests.support.issues import counted, issue, lines


class TestExport:
    def test_is_read_back_whole_by_another_house_and_changes_nothing_in_its_own(
        self, cli: CommandLine, here: Typed, typed: Typed, clean_database: str, fresh_database_url: str
    ) -> None:
        notes = [
            {"author": "person-dev", "created": "2012-03-05T05:06:07.000+0000", "body": f"={number}\r\n\t'"}
            for number in range(9)
        ]
        here("import", "tickets", "-", input=lines(*(issue(number, comments=notes) for number in range(600))))
        here("seed")
        state = counted(clean_database)

        assert cli.run("export", "tickets", "all.jsonl.gz").code == 0
        table = cli.run("export", "tickets", "--format", "csv").out
        exported = gzip.decompress((cli.folder / "all.jsonl.gz").read_bytes()).decode()
        records = [json.loads(line) for line in exported.splitlines()]
        assert len(records) == 800
        assert any(comment["isInternal"] for record in records for comment in record["comments"])
        assert [comment["body"] for comment in records[0]["comments"]] == [note["body"] for note in notes]

        assert "0 new tickets, 0 new comments" in here("import", "tickets", "all.jsonl.gz").out
        assert "0 new tickets, 0 new comments" in here("import", "tickets", "-", "--format", "csv", input=table).out
        assert counted(clean_database) == state

        other = partial(typed, DATABASE_URL=fresh_database_url)
        assert other("import", "tickets", "all.jsonl.gz").code == 0
        assert other("export", "tickets").out == exported

    def test_leaves_no_half_file_behind(self, cli: CommandLine, here: Typed, typed: Typed) -> None:
        done = here("export", "tickets", "missing/all.jsonl")
        assert (done.code, "missing/all.jsonl.part: No such file or directory" in done.err) == (1, True)
        broken = typed("export", "tickets", "all.jsonl", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
        assert broken.code == 1
        assert not list(cli.folder.glob("all.jsonl*"))
