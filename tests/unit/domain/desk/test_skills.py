import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.skills import CATEGORY, TAG, TITLE, Match, match

skills = st.lists(st.sampled_from(["sql", "Python", "C++", "mail server", "billing", "!"]), max_size=6)


class TestMatch:
    @pytest.mark.parametrize(
        ("skill", "found"),
        [
            ("sql", Match(TAG, "sql (tag)")),
            ("SQL", Match(TAG, "SQL (tag)")),
            ("billing", Match(CATEGORY, "billing (category)")),
            ("Accounts Receivable", Match(CATEGORY, "Accounts Receivable (category)")),
            ("monthly report", Match(TITLE, "monthly report (title)")),
            ("report monthly", Match(TITLE, "report monthly (title)")),
            ("c++", Match(TITLE, "c++ (title)")),
            ("report", Match(TITLE, "report (title)")),
            ("reports", None),
            ("c", None),
            ("!", None),
            ("", None),
        ],
    )
    def test_is_by_whole_words_where_they_say_most(self, skill: str, found: Match | None) -> None:
        said = {"tags": ["sql", "urgent"], "categories": ["Accounts receivable", "Billing & more"]}
        assert match([skill], **said, title="The monthly report of C++ stays empty.") == pytest.approx(found)

    def test_grows_surer_with_everything_that_fits(self) -> None:
        found = match(["sql", "report", "sql"], tags=["sql"], categories=[], title="Report")
        assert found is not None
        assert found.score == pytest.approx(1 - (1 - TAG) * (1 - TITLE))
        assert found.reason == "sql (tag), report (title)"

    @given(known=skills, more=skills, tags=skills, categories=skills, title=skills)
    def test_is_never_certain_and_never_worse_for_knowing_more(
        self, known: list[str], more: list[str], tags: list[str], categories: list[str], title: list[str]
    ) -> None:
        said = {"tags": tags, "categories": categories, "title": " ".join(title)}
        some, all_of_it = match(known, **said), match([*known, *more], **said)  # type: ignore[arg-type] # as named
        assert (some.score if some else 0) <= (all_of_it.score if all_of_it else 0) < 1
