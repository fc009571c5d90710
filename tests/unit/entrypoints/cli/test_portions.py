from datetime import UTC, datetime

from application.desk.archive import TicketRecord
from entrypoints.cli.readers.entries import Read, Refused
from entrypoints.cli.readers.portions import LETTERS, TICKETS, portions


def read(line: int, *, letters: int = 1) -> Read:
    record = TicketRecord(
        key=str(line), title="", description="x" * letters, created_at=datetime(2014, 1, 1, tzinfo=UTC)
    )
    return Read(line, record)


class TestPortions:
    def test_end_at_so_many_tickets_and_lose_none(self) -> None:
        entries = [read(line) for line in range(2 * TICKETS + 1)]
        made = list(portions(entries))
        assert [len(portion) for portion in made] == [TICKETS, TICKETS, 1]
        assert [entry for portion in made for entry in portion] == entries

    def test_end_earlier_where_tickets_are_long(self) -> None:
        made = portions([read(1, letters=LETTERS // 2), read(2, letters=LETTERS // 2), Refused(3, "", "")])
        assert [len(portion) for portion in made] == [2, 1]
