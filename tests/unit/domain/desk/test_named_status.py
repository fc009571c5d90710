from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.desk.events import StatusCreated, StatusEdited, TicketMoved, TicketStatusNamed
from domain.desk.named_status import NamedStatus, StatusInactive, StatusUnclear, meant
from domain.desk.ticket import AlreadyMerged, MoveNotAllowed, Status
from domain.shared.ids import StatusId, TicketId
from tests.support.builders import MONDAY, a_status, a_ticket

LATER = MONDAY + timedelta(hours=1)
PARTS = StatusId(uuid4())
LAWYERS = StatusId(uuid4())


class TestNamedStatus:
    def test_is_created_as_stated(self) -> None:
        status, created = NamedStatus.create(id=PARTS, at=MONDAY, name="Waiting", status=Status.PENDING, position=3)
        assert status == a_status(id=PARTS, name="Waiting", position=3)
        assert created == StatusCreated(status_id=PARTS, at=MONDAY)
        assert created.entity_id == PARTS

    def test_keeps_what_is_not_stated(self) -> None:
        status = a_status()
        edited, told = status.edit(at=LATER, name="Waiting", is_active=False)
        assert edited == replace(status, name="Waiting", is_active=False, updated_at=LATER)
        assert told == StatusEdited(status_id=status.id, at=LATER)


class TestMeant:
    @pytest.mark.parametrize("status", [None, Status.PENDING])
    def test_is_what_the_name_is_a_name_of(self, status: Status | None) -> None:
        assert meant(status, a_status()) is Status.PENDING

    def test_is_what_is_stated(self) -> None:
        assert meant(Status.RESOLVED, None) is Status.RESOLVED

    def test_has_to_be_stated(self) -> None:
        with pytest.raises(StatusUnclear) as refused:
            meant(None, None)
        assert refused.value.details.keys() == {"status"}

    def test_is_not_two(self) -> None:
        with pytest.raises(StatusUnclear) as refused:
            meant(Status.RESOLVED, a_status())
        assert refused.value.details.keys() == {"statusId"}

    def test_is_no_name_that_is_switched_off(self) -> None:
        with pytest.raises(StatusInactive):
            meant(None, a_status(is_active=False))


class TestTicket:
    def test_carries_the_name_it_was_moved_to(self) -> None:
        ticket = a_ticket()
        moved, told = ticket.move_to(Status.PENDING, at=LATER, status_id=PARTS)
        assert (moved.status, moved.status_id) == (Status.PENDING, PARTS)
        assert told == TicketMoved(ticket_id=ticket.id, old="open", new="pending", at=LATER)

    def test_loses_it_with_the_next_move(self) -> None:
        moved, _ = a_ticket(status=Status.PENDING, status_id=PARTS).hear(from_staff=False, at=LATER)
        assert (moved.status, moved.status_id) == (Status.IN_PROGRESS, None)

    @pytest.mark.parametrize("status", Status)
    @pytest.mark.parametrize(("old", "new"), [(None, PARTS), (PARTS, LAWYERS), (PARTS, None)])
    def test_is_called_otherwise_and_goes_nowhere(
        self, status: Status, old: StatusId | None, new: StatusId | None
    ) -> None:
        ticket = a_ticket(status=status, status_id=old, resolution="Done.", resolved_at=MONDAY, closed_at=MONDAY)
        called, told = ticket.call(new, at=LATER)
        assert called == replace(ticket, status_id=new, version=2, updated_at=LATER)
        assert told == TicketStatusNamed(ticket_id=ticket.id, status=status, old_id=old, new_id=new, at=LATER)

    @pytest.mark.parametrize("name", [None, PARTS])
    def test_is_not_called_what_it_is_called(self, name: StatusId | None) -> None:
        with pytest.raises(MoveNotAllowed):
            a_ticket(status_id=name).call(name, at=LATER)

    def test_is_called_nothing_else_while_it_is_merged(self) -> None:
        with pytest.raises(AlreadyMerged):
            a_ticket(status=Status.CLOSED, merged_into_id=TicketId(uuid4())).call(PARTS, at=LATER)
