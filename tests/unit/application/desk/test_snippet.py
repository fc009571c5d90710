from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.desk.queries.snippet import BEGIN, END, LONGEST, snippet

PIECES = st.lists(st.sampled_from([BEGIN, END, "<", "&", "<mark>", "\"'", "x" * 50, " ", "\n\t", "ä"]), max_size=40)


class TestSnippet:
    @pytest.mark.parametrize(
        ("marked", "shown"),
        [
            ("", ""),
            ("plain", "plain"),
            (f"a {BEGIN}hit{END} there", "a <mark>hit</mark> there"),
            (f"{BEGIN}hit{END}", "<mark>hit</mark>"),
            (f"{BEGIN}a{END} {BEGIN}b{END}", "<mark>a</mark> <mark>b</mark>"),
            (f"1 < 2 & {BEGIN}<b>{END}", "1 &lt; 2 &amp; <mark>&lt;b&gt;</mark>"),
            ("over\n\n  two\tlines ", "over two lines"),
        ],
    )
    def test_shows(self, marked: str, shown: str) -> None:
        assert snippet(marked) == shown

    def test_is_cut_where_it_is_long(self) -> None:
        assert snippet("x" * LONGEST) == "x" * LONGEST
        assert snippet("x" * (LONGEST + 1)) == "x" * LONGEST + "…"
        assert snippet("<" * (LONGEST + 1)) == "&lt;" * LONGEST + "…"

    def test_is_cut_within_a_mark(self) -> None:
        inside = snippet("x" * (LONGEST - 2) + BEGIN + "needle" + END + " and more")
        assert inside == "x" * (LONGEST - 2) + "<mark>ne</mark>…"
        assert snippet("x" * LONGEST + BEGIN + "needle" + END) == "x" * LONGEST + "…"

    @given(PIECES)
    def test_has_no_element_but_marks_each_of_which_ends(self, pieces: list[str]) -> None:
        shown = snippet("".join(pieces))
        rest = shown.replace("<mark>", "").replace("</mark>", "")
        assert not set(rest) & set(f"<>\"'{BEGIN}{END}")
        assert [part.count("<mark>") for part in shown.split("</mark>")][:-1] == [1] * shown.count("</mark>")
        assert len(unescape(rest)) <= LONGEST + 1
