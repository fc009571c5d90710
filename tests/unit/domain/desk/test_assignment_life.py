"""A turn at a ticket through whatever is tried with it."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.desk.assignment import AssignmentMoveNotAllowed, AssignmentStatus, ReasonMissing
from tests.support.builders import MONDAY, an_assignment

reasons = st.sampled_from([None, "", "Not my field."])


class AssignmentLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.assignment = an_assignment()
        self.path = ["assigned"]
        self.reason: str | None = None
        self.now = MONDAY

    @rule(to=st.sampled_from(AssignmentStatus), reason=reasons)
    def is_moved(self, to: AssignmentStatus, reason: str | None) -> None:
        self.now += timedelta(minutes=1)
        ends = to in {"completed", "reassigned"} and self.path[-1] in {"assigned", "accepted"}
        answers = to in {"accepted", "rejected"} and self.path[-1] == "assigned"
        if not (ends or answers):
            with pytest.raises(AssignmentMoveNotAllowed):
                self.assignment.move_to(to, at=self.now, reason=reason)
        elif to == "rejected" and not reason:
            with pytest.raises(ReasonMissing):
                self.assignment.move_to(to, at=self.now, reason=reason)
        else:
            self.assignment, moved = self.assignment.move_to(to, at=self.now, reason=reason)
            assert (moved.old, moved.new, moved.at) == (self.path[-1], to, self.now)
            self.path.append(str(to))
            self.reason = reason or self.reason

    @invariant()
    def is_where_the_path_led(self) -> None:
        assert (str(self.assignment.status), self.assignment.reason) == (self.path[-1], self.reason)

    @invariant()
    def ends_after_two_moves_at_most(self) -> None:
        assert len(self.path) <= 3
        assert self.assignment.is_active == (self.path[-1] in {"assigned", "accepted"})


TestAssignmentLife = AssignmentLife.TestCase
