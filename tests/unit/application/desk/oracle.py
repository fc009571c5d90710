"""What must be true on the desk, in the words of the product and without any of its code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.desk.assignment import AssignmentMoveNotAllowed, AssignmentNotFound, ReasonMissing
from domain.desk.developer import DeveloperFull, DeveloperOutsideTeam, NotADeveloper
from domain.desk.ticket import (
    MoveNotAllowed,
    ReopenWindowOver,
    ResolutionMissing,
    TicketClosed,
    TicketNotFound,
    TicketTaken,
)
from domain.shared.errors import Forbidden, Refusal, StaleVersion
from domain.shared.ids import TeamId, TicketId, UserId

Verdict = type[Refusal] | None
"""How it must be refused; None when it must be done."""

PATHS = {
    "open": {"in_progress", "pending", "resolved", "closed"},
    "in_progress": {"pending", "resolved"},
    "pending": {"in_progress", "resolved"},
    "resolved": {"closed", "reopened"},
    "closed": {"reopened"},
    "reopened": {"in_progress", "pending", "resolved"},
}
ENDS = {
    "assigned": {"accepted", "rejected", "completed"},
    "accepted": {"completed"},
}
REOPEN_WITHIN = timedelta(days=14)
FINISHED = {"resolved", "closed"}


@dataclass
class Person:
    id: UserId
    role: str
    team: TeamId | None = None
    capacity: int | None = None
    """None for people without a developer profile."""
    told: int = 0

    @property
    def works(self) -> bool:
        return self.role in {"developer", "agent", "manager"}

    @property
    def sees_all(self) -> bool:
        """Those who do are also those who assign."""
        return self.role in {"agent", "manager"}


@dataclass
class Turn:
    holder: Person
    status: str

    @property
    def is_active(self) -> bool:
        return self.status in ENDS


@dataclass
class Story:
    """One ticket's life."""

    id: TicketId
    requester: Person
    team: TeamId | None
    title: str
    status: str = "open"
    holder: Person | None = None
    word: str | None = None
    answered: bool = False
    finished: datetime | None = None
    version: int = 1
    turns: list[Turn] = field(default_factory=list)
    comments: list[bool] = field(default_factory=list)
    """For each, whether it is internal."""

    @property
    def turns_at_hand(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.is_active]

    def is_visible_to(self, who: Person) -> bool:
        if who.sees_all or who is self.requester:
            return True
        return who.role == "developer" and (who is self.holder or (who.team is not None and who.team == self.team))

    def verdict_on_comment(self, who: Person, *, internal: bool) -> Verdict:
        if not self.is_visible_to(who):
            return TicketNotFound
        return Forbidden if internal and not who.works else None

    def verdict_on_edit(self, who: Person, version: int) -> Verdict:
        if not self.is_visible_to(who):
            return TicketNotFound
        if version != self.version:
            return StaleVersion
        return TicketClosed if self.status == "closed" else None

    def verdict_on_move(self, who: Person, to: str, word: str | None, now: datetime) -> Verdict:
        if not self.is_visible_to(who):
            return TicketNotFound
        if not self._may_move(who, to):
            return Forbidden
        late = self.finished is not None and now - self.finished > REOPEN_WITHIN
        if to == "reopened" and late and not who.works:
            return ReopenWindowOver
        if to not in PATHS[self.status]:
            return MoveNotAllowed
        return ResolutionMissing if to == "resolved" and not (word or self.word or self.answered) else None

    def _may_move(self, who: Person, to: str) -> bool:
        if (self.status, to) == ("open", "closed"):
            return who.role == "manager"
        return who.works or (to == "reopened" and who is self.requester)

    def verdict_on_assign(self, who: Person, to: Person, load: int) -> Verdict:
        if not self.is_visible_to(who):
            return TicketNotFound
        if not (who.sees_all or (who.works and who is self.holder)):
            return Forbidden
        return self._verdict_on_taking(to, load)

    def verdict_on_claim(self, who: Person, load: int) -> Verdict:
        if not self.is_visible_to(who):
            return TicketNotFound
        if not who.works:
            return Forbidden
        if self.holder and who.capacity is not None:
            return TicketTaken
        return self._verdict_on_taking(who, load)

    def _verdict_on_taking(self, who: Person, load: int) -> Verdict:
        if who.capacity is None:
            return NotADeveloper
        if self.status == "closed":
            return TicketClosed
        if who is self.holder:
            return None
        if self.team and self.team != who.team:
            return DeveloperOutsideTeam
        return DeveloperFull if load >= who.capacity else None

    def verdict_on_answer(self, who: Person, to: str, reason: str | None) -> Verdict:
        """About the latest turn."""
        if not self.is_visible_to(who):
            return AssignmentNotFound
        turn = self.turns[-1]
        if not (who.sees_all or who is turn.holder):
            return Forbidden
        if to not in ENDS.get(turn.status, set()):
            return AssignmentMoveNotAllowed
        return ReasonMissing if to == "rejected" and not reason else None

    def comment(self, who: Person, *, internal: bool) -> list[str]:
        """What happens, as is true of the verbs below."""
        self.comments.append(internal)
        if internal:
            return ["desk.ticket_commented"]
        other_side = self.holder if who is self.requester else self.requester
        if other_side is not None and other_side is not who:
            other_side.told += 1
        if who.works and who is not self.requester:
            self.answered = True
        elif self.status == "pending":
            self.status = "in_progress"
            self.version += 1
            return ["desk.ticket_commented", "desk.ticket_moved"]
        return ["desk.ticket_commented"]

    def edit(self, title: str) -> list[str]:
        self.title = title
        self.version += 1
        return ["desk.ticket_edited"]

    def move(self, to: str, word: str | None, now: datetime) -> list[str]:
        self.status, self.word = to, word or self.word
        self.version += 1
        self.requester.told += to in {"pending", "resolved"}  # the house moves here, whoever asks
        if to == "reopened":
            self.word = self.finished = None
            if self.holder and not self.turns_at_hand:
                self.turns.append(Turn(self.holder, "assigned"))
        if to not in FINISHED:
            return ["desk.ticket_moved"]
        self.finished = self.finished or now
        return [*self._end_turn("completed"), "desk.ticket_moved"]

    def give(self, to: Person, by: Person) -> list[str]:
        happened = [*self._end_turn("reassigned"), "desk.ticket_assigned"]
        self.turns.append(Turn(to, "accepted" if to is by else "assigned"))
        self.holder = to
        self.version += 1
        to.told += to is not by
        return happened

    def answer(self, to: str) -> list[str]:
        self.turns[-1].status = to
        if to == "accepted" or (to == "completed" and self.status in FINISHED):
            return ["desk.assignment_moved"]
        self.holder = None
        self.version += 1
        return ["desk.assignment_moved", "desk.ticket_unassigned"]

    def _end_turn(self, how: str) -> list[str]:
        if not (self.turns and self.turns[-1].is_active):
            return []
        self.turns[-1].status = how
        return ["desk.assignment_moved"]


def load_of(who: Person, stories: list[Story]) -> int:
    """How many unfinished tickets somebody holds."""
    return sum(story.holder is who and story.status not in FINISHED for story in stories)
