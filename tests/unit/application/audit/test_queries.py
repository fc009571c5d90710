from application.audit.queries import spelled_out
from domain.desk.events import TicketEdited, TicketMoved
from domain.identity.events import UserSuspended
from domain.shared.events import Event


class TestActions:
    def test_are_one_or_several(self) -> None:
        assert spelled_out("a.one") == ["a.one"]
        assert spelled_out("a.one,b.two") == ["a.one", "b.two"]

    def test_stand_for_all_that_begin_with_what_ends_with_a_dot(self) -> None:
        desk, both = spelled_out("desk."), spelled_out("desk.,identity.user_suspended")
        assert {TicketEdited.name, TicketMoved.name} < set(desk)
        assert all(name.startswith("desk.") for name in desk)
        assert both == [*desk, UserSuspended.name]
        assert spelled_out("nothing.") == []

    def test_leave_out_what_is_no_event_by_itself(self) -> None:
        assert not any(hasattr(kind, "name") for kind in (Event,))
