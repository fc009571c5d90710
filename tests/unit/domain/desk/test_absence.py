from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.absence import Absence, away_until

CHRISTMAS = Absence(date(2026, 12, 24), date(2027, 1, 2))
DAY = timedelta(days=1)
days = st.dates(date(2026, 1, 1), date(2026, 3, 1))


class TestAbsence:
    def test_may_be_a_single_day(self) -> None:
        assert Absence(CHRISTMAS.first, CHRISTMAS.first).is_sound

    def test_ends_no_sooner_than_it_begins(self) -> None:
        assert not Absence(CHRISTMAS.first, CHRISTMAS.first - DAY).is_sound

    @pytest.mark.parametrize(
        ("day", "covered"),
        [
            (CHRISTMAS.first - DAY, False),
            (CHRISTMAS.first, True),
            (CHRISTMAS.last, True),
            (CHRISTMAS.last + DAY, False),
        ],
    )
    def test_covers_its_first_day_and_its_last(self, day: date, *, covered: bool) -> None:
        assert CHRISTMAS.covers(day) is covered


class TestAwayUntil:
    def test_is_nothing_for_who_is_there(self) -> None:
        assert away_until(CHRISTMAS.first - DAY, [CHRISTMAS]) is None

    @given(day=days, absences=st.lists(st.builds(Absence, days, days)))
    def test_is_the_last_of_the_days_that_cover_it(self, day: date, absences: list[Absence]) -> None:
        covering = [one for one in absences if one.first <= day <= one.last]
        assert away_until(day, absences) == (max(one.last for one in covering) if covering else None)
