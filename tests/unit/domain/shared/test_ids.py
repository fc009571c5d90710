from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from domain.shared.ids import stable_id
from tests.support.builders import MONDAY

moments = st.datetimes(timezones=st.just(UTC))
keys = st.lists(st.text(), min_size=1, max_size=4).map(tuple)


class TestStableId:
    @given(at=moments, key=keys)
    def test_is_a_uuid_of_version_7(self, at: datetime, key: tuple[str, ...]) -> None:
        made = stable_id(at, *key)
        assert (made.version, made.variant) == (7, RFC_4122)

    @given(at=moments, key=keys)
    def test_is_the_same_for_the_same_time_and_key(self, at: datetime, key: tuple[str, ...]) -> None:
        assert stable_id(at, *key) == stable_id(at, *key)

    @given(at=moments, hours=st.integers(-23, 23), key=keys)
    def test_does_not_depend_on_the_zone(self, at: datetime, hours: int, key: tuple[str, ...]) -> None:
        at = at.replace(year=2026)
        assert stable_id(at.astimezone(timezone(timedelta(hours=hours))), *key) == stable_id(at, *key)

    @given(at=moments, one=keys, other=keys)
    def test_differs_by_key(self, at: datetime, one: tuple[str, ...], other: tuple[str, ...]) -> None:
        assert (stable_id(at, *one) == stable_id(at, *other)) == ("\0".join(one) == "\0".join(other))

    @given(born=st.lists(st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)), min_size=2), key=keys)  # noqa: DTZ001 - Hypothesis adds the zone
    def test_sorts_by_birth_to_the_millisecond(self, born: list[datetime], key: tuple[str, ...]) -> None:
        by_id = sorted(born, key=lambda at: stable_id(at, *key))
        assert [int(at.timestamp() * 1000) for at in by_id] == sorted(int(at.timestamp() * 1000) for at in born)

    def test_takes_what_is_no_text_at_all(self) -> None:
        assert stable_id(MONDAY, "\ud800").version == 7

    def test_never_changes(self) -> None:
        """Ids made from records years ago must be made again the same today."""
        assert str(stable_id(MONDAY, "ticket", "OTHER-1")) == "019cadc6-9a80-7860-aad0-2bf8caae6fac"
