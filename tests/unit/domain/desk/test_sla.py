from datetime import timedelta

import pytest

from domain.desk.events import SlaPolicyCreated, SlaPolicyDeleted, SlaPolicyEdited
from domain.desk.sla import SlaPolicy, TargetMissing
from domain.desk.ticket import Priority
from tests.support.builders import MONDAY, a_calendar, a_policy

LATER = MONDAY + timedelta(hours=1)


class TestCreate:
    @pytest.mark.parametrize("target", ["first_response", "next_response", "resolution"])
    def test_promises_something(self, target: str) -> None:
        policy_id, calendar_id = a_policy().id, a_calendar().id
        policy, event = SlaPolicy.create(id=policy_id, at=MONDAY, name="Soon", calendar_id=calendar_id, **{target: 30})
        assert getattr(policy, target) == 30
        assert (policy.priority, policy.category_id, policy.tier, policy.is_active) == (None, None, None, True)
        assert event == SlaPolicyCreated(policy_id=policy_id, at=MONDAY)

    def test_refuses_to_promise_nothing(self) -> None:
        with pytest.raises(TargetMissing) as refused:
            SlaPolicy.create(id=a_policy().id, at=MONDAY, name="Soon", calendar_id=a_calendar().id)
        assert list(refused.value.details) == ["firstResponse"]


class TestEdit:
    def test_changes_what_is_stated(self) -> None:
        policy = a_policy()
        edited, event = policy.edit(at=LATER, priority=Priority.HIGH, first_response=None, resolution=10)
        assert (edited.priority, edited.first_response, edited.resolution) == (Priority.HIGH, None, 10)
        assert edited.updated_at == LATER
        assert event == SlaPolicyEdited(policy_id=policy.id, at=LATER)

    def test_refuses_to_promise_nothing(self) -> None:
        with pytest.raises(TargetMissing):
            a_policy().edit(at=LATER, first_response=None)


class TestDelete:
    def test_is_told(self) -> None:
        policy = a_policy()
        assert policy.delete(at=LATER) == SlaPolicyDeleted(policy_id=policy.id, at=LATER)
