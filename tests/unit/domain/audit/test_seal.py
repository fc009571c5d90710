"""Whatever is done to what was sealed is found, and named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.tables import events
from domain.audit.seal import FORMS, NEWEST, Damage, Entry, Fault, Seal
from tests.support.builders import MONDAY

PARTS = len(FORMS[NEWEST].parts)


def mac(content: bytes) -> bytes:
    return sha256(b"key" + content).digest()


def an_entry(number: int, **changed: str | None) -> Entry:
    names = FORMS[NEWEST].parts
    parts = {name: None if name in {"ip", "request_id"} else f"{name} of {number}" for name in names} | changed
    return Entry(id=UUID(int=number), place=number, parts=tuple(parts[name] for name in names))


def a_chain(*counts: int) -> list[Seal]:
    chain: list[Seal] = []
    number = 0
    for count in counts:
        entries = [an_entry(number + place) for place in range(1, count + 1)]
        after = chain[-1] if chain else None
        number += count
        at = MONDAY + timedelta(minutes=len(chain))
        chain.append(Seal.over(entries, after=after, horizon=number + 1, at=at, mac=mac))
    return chain


def faults(chain: Sequence[Seal], entries: Sequence[Entry]) -> list[Fault]:
    there = {entry.id: entry for entry in entries}
    return [
        fault
        for seal, after in zip(chain, [None, *chain], strict=False)
        for fault in seal.faults(after=after, entries=there, mac=mac)
    ]


ALL = [an_entry(number) for number in range(1, 7)]


class TestEvents:
    def test_are_in_order_as_long_as_nothing_changes(self) -> None:
        chain = a_chain(3, 1, 2)
        assert faults(chain, ALL) == []
        assert [(seal.number, seal.before, seal.first, seal.last) for seal in chain] == [
            (1, 0, 1, 3),
            (2, 3, 4, 4),
            (3, 4, 5, 6),
        ]

    @given(st.integers(1, 6), st.sampled_from(FORMS[NEWEST].parts), st.sampled_from([None, "", "something else"]))
    def test_are_missed_in_each_of_their_parts(self, number: int, part: str, value: str | None) -> None:
        tampered = an_entry(number, **{part: value})
        expected = [] if tampered == ALL[number - 1] else [number]
        found = faults(a_chain(3, 1, 2), [entry if entry.id.int != number else tampered for entry in ALL])
        assert [(fault.damage, fault.position, fault.event_id) for fault in found] == [
            (Damage.CHANGED, position, tampered.id) for position in expected
        ]

    @given(st.sets(st.integers(1, 6)))
    def test_are_missed_by_name(self, gone: set[int]) -> None:
        found = faults(a_chain(3, 1, 2), [entry for entry in ALL if entry.id.int not in gone])
        assert [(fault.damage, fault.position) for fault in found] == [(Damage.MISSING, one) for one in sorted(gone)]

    def test_cannot_change_places(self) -> None:
        first, second, *rest = ALL
        swapped = [replace(first, id=second.id), replace(second, id=first.id), *rest]
        assert [fault.position for fault in faults(a_chain(3, 1, 2), swapped)] == [1, 2]

    @given(st.lists(st.none() | st.text(max_size=3), min_size=PARTS, max_size=PARTS), st.data())
    def test_have_another_digest_whatever_moves_from_one_part_to_the_next(
        self, parts: list[str | None], data: st.DataObject
    ) -> None:
        other = data.draw(st.lists(st.none() | st.text(max_size=3), min_size=PARTS, max_size=PARTS))
        one, two = (Entry(id=UUID(int=1), place=1, parts=tuple(those)) for those in (parts, other))
        assert (one.digest(NEWEST, mac) == two.digest(NEWEST, mac)) is (parts == other)


class TestSeals:
    def test_cannot_be_taken_away_from_the_middle(self) -> None:
        first, _, third = a_chain(3, 1, 2)
        assert faults([first, third], ALL) == [Fault(Damage.SEAL_MISSING, 5, seal=2)]
        assert faults([third], ALL) == [Fault(Damage.SEAL_MISSING, 5, seal=1)]

    def test_cannot_be_made_anew_without_the_key(self) -> None:
        def other(content: bytes) -> bytes:
            return sha256(b"guessed" + content).digest()

        first, second, third = a_chain(3, 1, 2)
        forged = Seal.over([an_entry(4, name="forged")], after=first, horizon=5, at=second.sealed_at, mac=other)
        found = faults([first, forged, third], [*ALL[:3], an_entry(4, name="forged"), *ALL[4:]])
        assert [(fault.damage, fault.seal) for fault in found] == [
            (Damage.SEAL_CHANGED, 2),
            (Damage.CHANGED, 2),
            (Damage.SEAL_CHANGED, 3),
        ]

    def test_are_told_from_each_other_by_everything_in_them(self) -> None:
        first, second = a_chain(3, 1)
        changes = {
            "before": 2,
            "event_ids": (UUID(int=5),),
            "event_digests": b"x" * 32,
            "first": 0,
            "last": 9,
            "horizon": 9,
            "sealed_at": MONDAY,
            "digest": b"x" * 32,
            "form": 99,
        }
        for name, value in changes.items():
            tampered: Seal = replace(second, **{name: value})  # type: ignore[arg-type] # its fields
            found = faults([first, tampered], ALL)
            assert found[0].damage is Damage.SEAL_CHANGED, name
        assert set(changes) | {"number"} == set(Seal.__slots__)


class TestForms:
    def test_have_all_that_is_recorded(self) -> None:
        """A column that events gain wants a new form; the old ones stay, for seals were made by them."""
        assert set(FORMS[NEWEST].parts) == {column.name for column in events.c}

    def test_stay_as_they_are(self) -> None:
        chain = a_chain(1)
        assert chain[0].digest.hex() == "c4fa95d3f7489aa55ff08726aa81fd8d41e6b3989814ae4b105034a696b71823"
