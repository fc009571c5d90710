from dataclasses import dataclass, field
from uuid import UUID

import msgspec
import pytest

from application.shared.ports import Happened, Reaction
from application.shared.reactions import Reactions, RecordedEvent
from domain.desk.events import TeamCreated, TicketAssigned, TicketMoved
from domain.shared.events import Event
from domain.shared.ids import TeamId, TicketId, UserId
from tests.support.builders import MONDAY

ASSIGNED = TicketAssigned(
    ticket_id=TicketId(UUID(int=1)),
    number=7,
    title="Printer on fire",
    assignee_id=UserId(UUID(int=2)),
    assigned_by=UserId(UUID(int=3)),
    at=MONDAY,
)
TEAM = TeamId(UUID(int=5))
MOVED = TicketMoved(ticket_id=TicketId(UUID(int=1)), old="open", new="pending", at=MONDAY)


@dataclass
class Noting(Reaction):
    heard: list[Happened] = field(default_factory=list)

    async def __call__(self, happened: Happened) -> None:
        self.heard.append(happened)


class WhenTicketAssigned(Noting):
    __module__ = "application.notifications.when_ticket_assigned"


class WhenTicketMoved(Noting):
    __module__ = "application.notifications.when_ticket_moved"


def recorded(event: Event) -> RecordedEvent:
    """As it comes back from a log that keeps JSON."""
    payload = msgspec.json.decode(msgspec.json.encode(event))
    return RecordedEvent(id=UUID(int=9), name=event.name, payload=payload, actor_id=UUID(int=4))


class TestReactions:
    def test_are_known_by_context_and_class(self) -> None:
        namesake = type("WhenTicketAssigned", (Noting,), {"__module__": "application.analytics.when_ticket_assigned"})
        reactions = Reactions(
            {TicketAssigned: [WhenTicketAssigned(), namesake()], TicketMoved: [WhenTicketMoved()]},
        )
        assert reactions.to("desk.ticket_assigned") == (
            "notifications.WhenTicketAssigned",
            "analytics.WhenTicketAssigned",
        )
        assert reactions.to("desk.ticket_moved") == ("notifications.WhenTicketMoved",)

    def test_are_none_to_what_nobody_awaits(self) -> None:
        assert Reactions({TicketAssigned: [WhenTicketAssigned()]}).to("desk.team_created") == ()

    @pytest.mark.parametrize("event", [ASSIGNED, MOVED], ids=lambda event: event.name)
    async def test_run_with_the_event_as_it_happened(self, event: Event) -> None:
        noting = WhenTicketMoved()
        reactions = Reactions({TicketAssigned: [noting], TicketMoved: [noting]})
        await reactions.run("notifications.WhenTicketMoved", recorded(event))
        assert noting.heard == [Happened(UUID(int=9), event, UUID(int=4))]

    async def test_run_one_at_a_time(self) -> None:
        first, second = WhenTicketAssigned(), WhenTicketMoved()
        reactions = Reactions({TicketAssigned: [first, second]})
        await reactions.run("notifications.WhenTicketMoved", recorded(ASSIGNED))
        assert (len(first.heard), len(second.heard)) == (0, 1)

    async def test_fail_loudly_when_a_job_names_what_is_no_more(self) -> None:
        reactions = Reactions({TicketAssigned: [WhenTicketAssigned()]})
        with pytest.raises(KeyError):
            await reactions.run("notifications.Gone", recorded(ASSIGNED))
        with pytest.raises(KeyError):
            await reactions.run("notifications.WhenTicketAssigned", recorded(TeamCreated(team_id=TEAM, at=MONDAY)))
