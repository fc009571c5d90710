import gzip
from pathlib import Path

import pytest

from entrypoints.cli.readers import lines as module
from entrypoints.cli.readers.entries import Refused
from entrypoints.cli.readers.lines import Line, open_source


def read(path: Path) -> list[Line | Refused]:
    with open_source(path) as source:
        return list(source.lines())


class TestLines:
    def test_are_numbered_as_an_editor_numbers_them_and_blank_ones_are_left_out(self, tmp_path: Path) -> None:
        file = tmp_path / "some.jsonl"
        file.write_bytes(b"one\n\n  \nfour")
        assert read(file) == [Line(1, b"one\n"), Line(4, b"four")]

    def test_come_out_of_gzip_whatever_the_file_is_called(self, tmp_path: Path) -> None:
        file = tmp_path / "some.txt"
        file.write_bytes(gzip.compress(b"one\ntwo\n"))
        assert read(file) == [Line(1, b"one\n"), Line(2, b"two\n")]

    def test_do_not_begin_with_a_byte_order_mark(self, tmp_path: Path) -> None:
        file = tmp_path / "some.jsonl"
        file.write_bytes(b"\xef\xbb\xbfone\n")
        assert read(file) == [Line(1, b"one\n")]

    def test_of_a_file_cut_short_are_read_up_to_the_cut_and_the_cut_is_reported(self, tmp_path: Path) -> None:
        file = tmp_path / "some.jsonl.gz"
        whole = gzip.compress(b"".join(b"%d\n" % number for number in range(20_000)))
        file.write_bytes(whole[: len(whole) // 2])
        *read_before, last = read(file)
        assert len(read_before) > 1000
        assert isinstance(last, Refused)
        assert last.line == len(read_before) + 1
        assert "cannot be read any further" in last.reason

    def test_that_are_endless_are_refused_and_the_next_one_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "LONGEST_LINE", 10)
        file = tmp_path / "some.jsonl"
        file.write_bytes(b"x" * 35 + b"\nshort\n")
        refused, after = read(file)
        assert isinstance(refused, Refused)
        assert (refused.line, refused.reason) == (1, "Longer than 10 bytes.")
        assert after == Line(2, b"short\n")

    def test_of_an_empty_file_are_none(self, tmp_path: Path) -> None:
        file = tmp_path / "some.jsonl"
        file.touch()
        assert read(file) == []


class TestPosition:
    def test_moves_from_nothing_to_the_size_of_the_file(self, tmp_path: Path) -> None:
        file = tmp_path / "some.jsonl.gz"
        file.write_bytes(gzip.compress(b"one\ntwo\n"))
        with open_source(file) as source:
            list(source.lines())
            assert source.position == source.size == file.stat().st_size
