"""Which readings of an account a process believes, by the numbers of transactions alone."""

from time import monotonic
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from adapters.postgres.identity import changes as module
from adapters.postgres.identity.changes import PROOF_HOLDS, AccountChanges, Reading, Snapshot
from application.identity.ports import AccountState
from domain.shared.access import Role
from domain.shared.ids import UserId
from tests.support.builders import NEVER

SERVER = 7


@pytest.fixture
def time_now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, to be changed."""
    now = [1_000.0]
    monkeypatch.setattr("adapters.postgres.identity.changes.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def changes(time_now: list[float]) -> AccountChanges:
    """Heard from transaction 100 on, and of 90, which was still running then."""
    changes = AccountChanges()
    changes.begin(SERVER, Snapshot.of("90:100:90"))
    changes.prove(time_now[0])
    return changes


def a_reading(snapshot: str) -> Reading:
    state = AccountState(
        user_id=UserId(uuid4()),
        role=Role.AGENT,
        team_id=None,
        is_active=True,
        access_version=1,
        session_access_version=1,
        session_expires_at=NEVER,
    )
    return Reading(session_id=uuid4(), server=SERVER, snapshot=Snapshot.of(snapshot), state=state)


def later(reading: Reading, snapshot: str) -> Reading:
    return replace(reading, snapshot=Snapshot.of(snapshot))


class TestAreIn:
    @pytest.mark.parametrize("seen", ["100:100:", "90:100:90", "90:105:90,102", "105:105:"])
    def test_what_sees_all_that_may_have_been_missed(self, changes: AccountChanges, seen: str) -> None:
        assert changes.are_in(a_reading(seen))

    @pytest.mark.parametrize("seen", ["99:99:", "98:105:98", "90:90:", "80:120:80,90"])
    def test_nothing_that_sees_less(self, changes: AccountChanges, seen: str) -> None:
        assert not changes.are_in(a_reading(seen))

    @pytest.mark.parametrize("blind", ["110:110:", "110:120:110", "90:120:90,110"])
    def test_nothing_that_does_not_see_what_was_heard_of_it(self, changes: AccountChanges, blind: str) -> None:
        reading = a_reading(blind)
        assert changes.are_in(reading)
        for changed in (reading.session_id, reading.state.user_id):
            changes.begin(SERVER, Snapshot.of("90:100:90"))
            changes.hear(f"{changed} 110")
            assert not changes.are_in(reading)
            assert changes.are_in(later(reading, "111:111:"))
            assert changes.are_in(later(reading, "90:120:90,112"))

    def test_nothing_that_does_not_see_the_later_of_two_that_are_heard_in_any_order(
        self, changes: AccountChanges
    ) -> None:
        reading = a_reading("110:120:110")
        changes.hear(f"{reading.session_id} 110")
        changes.hear(f"{reading.session_id} 105")
        assert not changes.are_in(reading)

    def test_nothing_that_does_not_see_one_that_ended_later_than_younger_ones(self, changes: AccountChanges) -> None:
        reading = a_reading("105:111:105")
        changes.hear(f"{reading.session_id} 110")
        assert changes.are_in(reading)
        changes.hear(f"{reading.session_id} 105")
        assert not changes.are_in(reading)

    def test_nothing_that_may_not_see_one_of_more_than_are_remembered(self, changes: AccountChanges) -> None:
        reading = a_reading("105:130:105")
        changes.hear(f"{reading.session_id} 105")
        for transaction in range(110, 110 + module.CHANGES_AT_MOST):
            changes.hear(f"{reading.session_id} {transaction}")
        assert not changes.are_in(reading)
        assert changes.are_in(later(reading, "130:130:"))

    def test_whatever_happens_to_others(self, changes: AccountChanges) -> None:
        changes.hear(f"{uuid4()} 500")
        assert changes.are_in(a_reading("110:110:"))

    def test_nothing_of_another_server(self, changes: AccountChanges) -> None:
        assert not changes.are_in(replace(a_reading("110:110:"), server=SERVER + 1))

    def test_nothing_while_they_are_not_heard(self, changes: AccountChanges, time_now: list[float]) -> None:
        time_now[0] += PROOF_HOLDS
        assert not changes.are_in(a_reading("110:110:"))
        assert not changes.are_heard

    def test_nothing_that_was_read_before_they_were_heard_again(self, changes: AccountChanges) -> None:
        changes.begin(SERVER, Snapshot.of("200:200:"))
        assert not changes.are_in(a_reading("199:199:"))

    @pytest.mark.parametrize(("seen", "believed"), [("110:110:", False), ("110:150:110", False), ("111:111:", True)])
    def test_nothing_that_may_not_see_what_there_is_no_room_to_remember(
        self, changes: AccountChanges, monkeypatch: pytest.MonkeyPatch, seen: str, *, believed: bool
    ) -> None:
        monkeypatch.setattr(module, "HEARD_AT_MOST", 2)
        reading = a_reading(seen)
        changes.hear(f"{reading.session_id} 110")
        changes.hear(f"{uuid4()} 120")
        changes.hear(f"{uuid4()} 130")
        assert changes.are_in(reading) == believed

    def test_nothing_before_any_was_heard(self) -> None:
        assert not AccountChanges().are_in(a_reading("900:900:"))


class TestTell:
    def test_passes_on_what_changed_and_where_anything_may_have(self, changes: AccountChanges) -> None:
        told: list[UUID | None] = []
        changes.tell(told.append)
        one = uuid4()
        changes.hear(f"{one} 110")
        changes.begin(SERVER, Snapshot.of("200:200:"))
        assert told == [one, None]


class World(RuleBasedStateMachine):
    """Transactions that change one account, and readings of it that somebody keeps for good."""

    def __init__(self) -> None:
        super().__init__()
        self.changes, self.is_listening = AccountChanges(), False
        self.next, self.running, self.now = 10, set[int](), 0
        self.reading = a_reading("1:1:")
        self.readings: list[tuple[Reading, int]] = []

    def snapshot(self) -> Snapshot:
        return Snapshot(self.next, frozenset(self.running))

    @rule()
    def begin(self) -> None:
        self.running.add(self.next)
        self.next += 1

    @rule(data=strategies.data(), of_user=strategies.booleans(), ends_well=strategies.booleans())
    @precondition(lambda self: self.running)
    def end(self, data: strategies.DataObject, *, of_user: bool, ends_well: bool) -> None:
        transaction = data.draw(strategies.sampled_from(sorted(self.running)))
        self.running.remove(transaction)
        if ends_well:
            self.now = transaction
            if self.is_listening:
                changed = self.reading.state.user_id if of_user else self.reading.session_id
                self.changes.hear(f"{changed} {transaction}")

    @rule()
    def read(self) -> None:
        self.readings.append((replace(self.reading, server=SERVER, snapshot=self.snapshot()), self.now))

    @rule()
    def listen(self) -> None:
        self.is_listening = True
        self.changes.begin(SERVER, self.snapshot())
        self.changes.prove(monotonic() + 1_000)

    @rule()
    def go_deaf(self) -> None:
        self.is_listening = False
        self.changes.prove(float("-inf"))

    @invariant()
    def nothing_old_is_believed(self) -> None:
        assert all(seen == self.now for reading, seen in self.readings if self.changes.are_in(reading))

    @invariant()
    def what_is_read_while_listening_is_believed(self) -> None:
        fresh = replace(self.reading, snapshot=self.snapshot())
        assert self.changes.are_in(fresh) or not self.is_listening


TestWorld = World.TestCase
