from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from domain.shared.ids import stable_id
from tests.support.builders import MONDAY

moments = st.datetimes(timezones=st.just(UTC))
keys = st.lists(st.text(), min_size=1, max_size=4).map(tuple)


def milliseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


class TestStableId:
    @given(at=moments, key=keys)
    def test_is_a_uuid_of_version_7(self, at: datetime, key: tuple[str, ...]) -> None:
        made = stable_id(at, *key)
        assert (made.version, made.variant) == (7, RFC_4122)

    @given(at=moments, key=keys)
    def test_is_the_same_for_the_same_time_and_key(self, at: datetime, key: tuple[str, ...]) -> None:
        assert stable_id(at, *key) == stable_id(at, *key)

    @given(at=moments.filter(lambda at: MINYEAR < at.year < MAXYEAR), hours=st.integers(-23, 23), key=keys)
    def test_does_not_depend_on_the_zone(self, at: datetime, hours: int, key: tuple[str, ...]) -> None:
        assert stable_id(at.astimezone(timezone(timedelta(hours=hours))), *key) == stable_id(at, *key)

    @given(at=moments, one=keys, other=keys)
    def test_differs_by_key(self, at: datetime, one: tuple[str, ...], other: tuple[str, ...]) -> None:
        assert (stable_id(at, *one) == stable_id(at, *other)) == ("\0".join(one) == "\0".join(other))

    @given(born=st.lists(st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)), min_size=2), key=keys)  # noqa: DTZ001 - Hypothesis adds the zone
    def test_sorts_by_birth_to_the_millisecond(self, born: list[datetime], key: tuple[str, ...]) -> None:
        by_id = sorted(born, key=lambda at: stable_id(at, *key))
        assert [milliseconds(at) for at in by_id] == sorted(milliseconds(at) for at in born)

    @given(at=st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)), key=st.text())  # noqa: DTZ001 - as above
    def test_holds_the_milliseconds_and_the_bits_of_a_digest(self, at: datetime, key: str) -> None:
        made, digest = stable_id(at, key).int, sha256(key.encode()).hexdigest()
        assert made >> 80 == milliseconds(at)
        assert f"{made >> 64 & 0xFFF:03x}" == digest[:3]
        assert made % 2**62 == int(digest[:20], 16) % 2**62

    @given(at=moments, places=st.lists(st.integers(0, 4_095), unique=True), key=st.text())
    def test_sorts_by_place_within_a_millisecond(self, at: datetime, places: list[int], key: str) -> None:
        by_id = sorted(places, key=lambda place: stable_id(at, key, place=place))
        assert by_id == sorted(places)
        assert all(stable_id(at, key, place=place).version == 7 for place in places)

    @given(at=moments, place=st.integers(0, 10**6), one=st.text(), other=st.text())
    def test_differs_by_key_at_the_same_place(self, at: datetime, place: int, one: str, other: str) -> None:
        assert (stable_id(at, one, place=place) == stable_id(at, other, place=place)) == (one == other)

    def test_counts_milliseconds_exactly(self) -> None:
        """1.001 s is 1,000.999… ms in floating point."""
        assert stable_id(datetime(1970, 1, 1, 0, 0, 1, 1_000, tzinfo=UTC), "key").int >> 80 == 1_001

    def test_takes_what_is_no_text_at_all(self) -> None:
        assert stable_id(MONDAY, "\ud800").version == 7

    def test_never_changes(self) -> None:
        """Ids made from records years ago must be made again the same today."""
        assert str(stable_id(MONDAY, "ticket", "OTHER-1")) == "019cadc6-9a80-7860-aad0-2bf8caae6fac"
