"""A ticket through any life at all, beside an oracle that knows the rules in its own words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.desk.developer import Developer, DeveloperFull, DeveloperInactive, DeveloperOutsideTeam
from domain.desk.ticket import (
    MoveNotAllowed,
    ReopenWindowOver,
    ResolutionMissing,
    Status,
    Ticket,
    TicketClosed,
    TicketNobodys,
    TicketTaken,
)
from domain.shared.errors import Refusal
from domain.shared.ids import TeamId, UserId
from tests.support.builders import MONDAY, a_category, a_developer, a_team, a_ticket, a_user

PATHS = {
    "open": "in_progress pending resolved closed",
    "in_progress": "pending resolved",
    "pending": "in_progress resolved",
    "resolved": "closed reopened",
    "closed": "reopened",
    "reopened": "in_progress pending resolved",
}
WINDOW = timedelta(days=14)
TEAM = a_team().id
DEVELOPERS = [
    a_developer(),
    a_developer(team_id=TEAM),
    a_developer(team_id=a_team().id),
    a_developer(is_active=False, team_id=TEAM),
    a_developer(open_tickets=2, capacity=2, team_id=TEAM),
]
developers = st.sampled_from(DEVELOPERS)
words = st.sampled_from([None, "", "Restarted.", "Replaced the cable."])


@dataclass
class Oracle:
    """What must be true of the ticket by now."""

    team: TeamId | None
    status: str = "open"
    holder: UserId | None = None
    version: int = 1
    title: str = "As opened"
    resolution: str | None = None
    answered: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None

    def refusal_to_move(self, to: str, word: str | None) -> type[Refusal] | None:
        if to not in PATHS[self.status].split():
            return MoveNotAllowed
        silent = not word and not self.resolution and not self.answered
        return ResolutionMissing if to == "resolved" and silent else None

    def refusal_to_hand_to(self, developer: Developer) -> type[Refusal] | None:
        if self.status == "closed":
            return TicketClosed
        if developer.id == self.holder:
            return None
        if not developer.is_active:
            return DeveloperInactive
        if self.team and self.team != developer.team_id:
            return DeveloperOutsideTeam
        return None if developer.open_tickets < developer.capacity else DeveloperFull

    def refusal_to_reopen(self, now: datetime) -> type[Refusal] | None:
        finished = self.resolved or self.closed
        return ReopenWindowOver if finished and now > finished + WINDOW else None

    def move(self, to: str, word: str | None, now: datetime) -> None:
        self.status = to
        self.resolution = word or self.resolution
        if to == "resolved":
            self.resolved = now
        if to == "closed":
            self.closed = now
        if to == "reopened":
            self.resolution = self.resolved = self.closed = None
        self.version += 1


class TicketLife(RuleBasedStateMachine):
    ticket: Ticket
    oracle: Oracle
    now: datetime = MONDAY

    @initialize(team=st.sampled_from([None, TEAM]))
    def opened(self, team: TeamId | None) -> None:
        self.ticket, _ = Ticket.open(
            id=a_ticket().id,
            number=1,
            requester_id=a_user().id,
            category=a_category(team_id=team),
            at=self.now,
            title="As opened",
            description="It does not work.",
        )
        self.oracle = Oracle(team)

    def attempt(self, refusal: type[Refusal] | None, step: Callable[[], tuple[Ticket, Any]]) -> bool:
        """Take the step, or see it refused as it must be; whether it was taken."""
        if refusal is None:
            self.ticket, _ = step()
            return True
        with pytest.raises(refusal):
            step()
        return False

    @rule(days=st.integers(0, 20), seconds=st.integers(1, 60))
    def time_goes_by(self, days: int, seconds: int) -> None:
        self.now += timedelta(days=days, seconds=seconds)

    @rule(to=st.sampled_from(Status), word=words)
    def is_moved(self, to: Status, word: str | None) -> None:
        refusal = self.oracle.refusal_to_move(to, word)
        if self.attempt(refusal, lambda: self.ticket.move_to(to, at=self.now, resolution=word)):
            self.oracle.move(to, word, self.now)

    @rule(title=st.text())
    def is_edited(self, title: str) -> None:
        refusal = TicketClosed if self.oracle.status == "closed" else None
        if self.attempt(refusal, lambda: self.ticket.edit(at=self.now, title=title)):
            self.oracle.title = title
            self.oracle.version += 1

    @rule(developer=developers)
    def is_assigned(self, developer: Developer) -> None:
        refusal = self.oracle.refusal_to_hand_to(developer)
        if self.attempt(refusal, lambda: self.ticket.assign(developer, by=a_user().id, at=self.now)):
            self.oracle.holder = developer.id
            self.oracle.version += 1

    @rule(developer=developers)
    def is_claimed(self, developer: Developer) -> None:
        refusal = TicketTaken if self.oracle.holder else self.oracle.refusal_to_hand_to(developer)
        if self.attempt(refusal, lambda: self.ticket.claim(developer, at=self.now)):
            self.oracle.holder = developer.id
            self.oracle.version += 1

    @rule()
    def is_given_back(self) -> None:
        refusal = TicketClosed if self.oracle.status == "closed" else None if self.oracle.holder else TicketNobodys
        if self.attempt(refusal, lambda: self.ticket.unassign(at=self.now)):
            self.oracle.holder = None
            self.oracle.version += 1

    @rule()
    def is_answered_by_staff(self) -> None:
        self.ticket, moved = self.ticket.hear(from_staff=True, at=self.now)
        assert moved is None
        self.oracle.answered = self.oracle.answered or self.now

    @rule()
    def is_answered_by_the_requester(self) -> None:
        self.ticket, moved = self.ticket.hear(from_staff=False, at=self.now)
        assert (moved is not None) == (self.oracle.status == "pending")
        if moved:
            self.oracle.status = "in_progress"
            self.oracle.version += 1

    @rule()
    def is_asked_to_reopen(self) -> None:
        refusal = self.oracle.refusal_to_reopen(self.now)

        def ask() -> tuple[Ticket, None]:
            self.ticket.require_reopenable(at=self.now, within=WINDOW)
            return self.ticket, None

        self.attempt(refusal, ask)

    @invariant()
    def is_as_the_oracle_says(self) -> None:
        ticket = self.ticket
        assert (
            Oracle(
                team=ticket.team_id,
                status=str(ticket.status),
                holder=ticket.assignee_id,
                version=ticket.version,
                title=ticket.title,
                resolution=ticket.resolution,
                answered=ticket.first_response_at,
                resolved=ticket.resolved_at,
                closed=ticket.closed_at,
            )
            == self.oracle
        )

    @invariant()
    def is_finished_at_a_time_or_not_at_all(self) -> None:
        finished = self.ticket.resolved_at is not None or self.ticket.closed_at is not None
        assert finished == (self.ticket.status in {"resolved", "closed"})


TestTicketLife = TicketLife.TestCase
