"""What of the record of a ticket is shown to whom; which entries there are is asked of every shelf."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from application.desk.queries.history import Recorded
from application.shared.changes import MASK
from domain.desk.history import Doer
from domain.shared.access import HOUSE, Role
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, an_actor

REQUESTER = UserId(UUID(int=1))
AGENT = UserId(UUID(int=2))
CUSTOMER = an_actor(Role.CUSTOMER, user_id=REQUESTER)
STAFF = an_actor(Role.AGENT, user_id=UserId(UUID(int=3)))


def recorded(action: str, **what_matters: Any) -> Recorded:
    usual: dict[str, Any] = {
        "id": uuid4(),
        "actor_id": AGENT,
        "actor_name": "Bob",
        "payload": {},
        "old_values": {},
        "new_values": {},
        "created_at": MONDAY,
    }
    return Recorded(action=action, **usual | what_matters)


class TestWho:
    @pytest.mark.parametrize(
        ("actor_id", "to_requester", "to_staff"),
        [
            (REQUESTER, Doer.YOU, Doer.REQUESTER),
            (AGENT, Doer.STAFF, Doer.STAFF),
            (STAFF.user_id, Doer.STAFF, Doer.YOU),
            (HOUSE, Doer.HOUSE, Doer.HOUSE),
        ],
    )
    def test_did_it_is_said_by_name_to_staff_alone(self, actor_id: UUID, to_requester: Doer, to_staff: Doer) -> None:
        entry = recorded("desk.ticket_opened", actor_id=actor_id)
        seen = entry.shown(CUSTOMER, requester_id=REQUESTER, to_staff=False)
        assert (seen.by, seen.actor_id, seen.actor_name) == (to_requester, None, None)
        seen = entry.shown(STAFF, requester_id=REQUESTER, to_staff=True)
        assert (seen.by, seen.actor_id, seen.actor_name) == (to_staff, actor_id, "Bob")


class TestValues:
    def test_are_those_that_may_be_told(self) -> None:
        values = {"title": "New", "description": "Long", "resolution": None, "tags": ["x"], "assigneeId": str(AGENT)}
        entry = recorded("desk.ticket_edited", old_values=dict.fromkeys(values), new_values=values)
        seen = entry.shown(CUSTOMER, requester_id=REQUESTER, to_staff=False)
        assert seen.new_values == {"title": "New", "description": MASK}
        assert seen.old_values == {"title": None, "description": None}
        seen = entry.shown(STAFF, requester_id=REQUESTER, to_staff=True)
        assert seen.new_values == values | {"description": MASK}

    def test_of_a_move_are_there_whatever_was_recorded_with_it(self) -> None:
        entry = recorded("desk.ticket_moved", payload={"old": "open", "new": "pending"})
        seen = entry.shown(CUSTOMER, requester_id=REQUESTER, to_staff=False)
        assert (seen.old_values, seen.new_values) == ({"status": "open"}, {"status": "pending"})
