from datetime import UTC, datetime
from pathlib import Path

import pytest

from application.desk.archive import CommentRecord, TicketRecord
from domain.desk.ticket import Channel, Priority, Status
from entrypoints.cli.readers.columns import ColumnsUnclear, wishes_of
from entrypoints.cli.readers.entries import Read, Refused
from entrypoints.cli.readers.lines import open_source
from entrypoints.cli.readers.table import read_table
from entrypoints.cli.readers.vocabulary import Vocabulary
from entrypoints.cli.writers import table_to

NOON = datetime(2014, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tickets.csv"


def read(file: Path, *columns: str, time_format: str | None = None) -> list[Read | Refused]:
    with open_source(file) as source:
        return list(read_table(source, Vocabulary(), wishes=wishes_of(columns), time_format=time_format))


def only(file: Path, *columns: str, time_format: str | None = None) -> TicketRecord:
    (entry,) = read(file, *columns, time_format=time_format)
    assert isinstance(entry, Read), entry
    return entry.record


class TestColumns:
    def test_are_known_by_the_names_that_other_systems_give_them(self, file: Path) -> None:
        file.write_text(
            "Issue key,Issue id,Summary,Status,Priority,Component/s,Labels,Reporter,Assignee,Created,Due Date,Type\n"
            'A-1,9,"Bad, again",Done,Highest,Core,"red, green",customer@example.com,d,2014-01-31 12:00,2014-02-01,Bug\n'
        )
        assert only(file) == TicketRecord(
            key="A-1",
            title="Bad, again",
            status=Status.RESOLVED,
            priority=Priority.CRITICAL,
            category="Core",
            tags=("Bug", "red", "green"),
            requester="customer@example.com",
            assignee="d",
            created_at=NOON,
            due_at=datetime(2014, 2, 1, tzinfo=UTC),
        )

    def test_are_what_the_caller_says_first_of_all(self, file: Path) -> None:
        file.write_text("Id,Title,Opened,What\n1,not this,2014-01-31T12:00:00Z,this\n")
        assert only(file, "title=What, created_at=Opened").title == "this"

    def test_that_are_needed_and_missing_are_asked_for(self, file: Path) -> None:
        file.write_text("Nr,What\n1,x\n")
        with pytest.raises(
            ColumnsUnclear, match=r"--columns key=… and title=… and created_at=…. The file has: Nr, What"
        ):
            read(file)

    def test_that_do_not_exist_are_refused(self, file: Path) -> None:
        file.write_text("key,title,created\n")
        with pytest.raises(ColumnsUnclear, match='There is no column "Nope"'):
            read(file, "title=Nope")

    @pytest.mark.parametrize("pair", ["title", "nonsense=X"])
    def test_are_stated_as_pairs_of_a_known_field_and_a_header(self, pair: str) -> None:
        with pytest.raises(ValueError, match="is not of the form field=Header"):
            wishes_of([pair])

    def test_are_missing_from_an_empty_file(self, file: Path) -> None:
        file.touch()
        with pytest.raises(ColumnsUnclear, match="does not begin with the names of its columns"):
            read(file)


class TestRow:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_is_cut_where_its_file_separates(self, file: Path, separator: str) -> None:
        file.write_text(separator.join(["key", "title", "created"]) + "\n" + separator.join(["1", "x", "2014-01-31"]))
        assert only(file).title == "x"

    def test_over_several_lines_is_numbered_by_its_first(self, file: Path) -> None:
        file.write_text('key,title,created\n1,"a\nb\nc",2014-01-31\n\n2,x,2014-01-31\n')
        first, second = read(file)
        assert (first.line, second.line) == (2, 6)

    def test_with_times_in_another_form_is_read_by_the_stated_one(self, file: Path) -> None:
        file.write_text("key,title,created\n1,x,31/Jan/14 12:00 PM\n")
        assert only(file, time_format="%d/%b/%y %I:%M %p").created_at == NOON

    def test_may_carry_comments_as_json(self, file: Path) -> None:
        comment = '{""author"":""x"",""body"":""hello"",""createdAt"":""2014-01-31T12:00:00Z""}'
        file.write_text(f'key,title,created,comments\n1,x,2014-01-31,"[{comment}]"\n')
        assert only(file).comments == (CommentRecord(author="x", body="hello", created_at=NOON),)

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (b"1,x", "Has 2 fields where the header has 4."),
            (b"1,x,2014-01-31,,", "Has 5 fields where the header has 4."),
            (b"1,x,soon,", 'The time "soon" does not read like 2014-01-31 12:00; see --time-format.'),
            (b"1,x,,", "Expected `datetime`, got `null` - at `$.createdAt`"),
            (b",x,2014-01-31,", "Expected `str` of length >= 1 - at `$.key`"),
            (b"1,x,2014-01-31,lost", 'Unknown status "lost". Say what it means: --map "status.lost=…".'),
            (b"1,\xff,2014-01-31,", "Not valid UTF-8."),
            (b'1,"x"y,2014-01-31,', "Not a row: ',' expected after '\"'."),
        ],
        ids=range(8),
    )
    def test_that_makes_no_sense_is_refused_and_the_next_one_is_read(self, file: Path, row: bytes, reason: str) -> None:
        file.write_bytes(b"key,title,created,status\n" + row + b"\n2,good,2014-01-31,open\n")
        refused, after = read(file)
        assert isinstance(refused, Refused)
        assert (refused.line, refused.reason) == (2, reason)
        assert isinstance(after, Read)


class TestRoundTrip:
    def test_through_our_own_table_changes_nothing(self, file: Path) -> None:
        records = [
            TicketRecord(
                key="=1",
                title="=SUM(A1:A9)",
                description="-1\r\n\"quoted\", \t and '='\n",
                status=Status.REOPENED,
                priority=Priority.HIGH,
                category="@home",
                tags=("a b", "-c"),
                channel=Channel.AGENT,
                requester="customer@example.com",
                assignee="'+already guarded",
                assignee_time_zone="Europe/Berlin",
                resolution="+done",
                created_at=NOON,
                updated_at=NOON,
                resolved_at=NOON,
                due_at=NOON,
                comments=(CommentRecord(author=None, body="=x", is_internal=True, created_at=NOON),),
            ),
            TicketRecord(key="2", title="", created_at=NOON),
        ]
        with file.open("wb") as stream:
            table_to(stream)(records)
        assert read(file) == [Read(2, records[0]), Read(read(file)[1].line, records[1])]

    def test_leaves_nothing_a_spreadsheet_would_run(self, file: Path) -> None:
        record = TicketRecord(key="=1", title="+2", description="-3", requester="@4", resolution="\t5", created_at=NOON)
        with file.open("wb") as stream:
            table_to(stream)([record])
        _, row = file.read_text().splitlines()
        assert row.startswith("'=1,'+2,'-3,")
        assert ",'@4," in row
        assert ",'\t5," in row
