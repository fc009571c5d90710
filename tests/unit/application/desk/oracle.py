"""What must be true on the desk, in the words of the product and without any of its code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from application.desk.errors import TicketUnknown
from domain.desk.assignment import AssignmentMoveNotAllowed, AssignmentNotFound, ReasonMissing
from domain.desk.developer import DeveloperFull, DeveloperOutsideTeam, NotADeveloper
from domain.desk.merge import (
    MergeAcrossRequesters,
    MergedOn,
    MergeIntoItself,
    MergeIntoPart,
    MergeNotFound,
    UnmergeWindowOver,
)
from domain.desk.named_status import StatusInactive, StatusUnclear
from domain.desk.ticket import (
    AlreadyMerged,
    MoveNotAllowed,
    ReopenWindowOver,
    ResolutionMissing,
    TicketClosed,
    TicketHeldUp,
    TicketNotFound,
    TicketTaken,
)
from domain.shared.errors import Forbidden, Refusal, StaleVersion
from domain.shared.ids import StatusId, TeamId, TicketId, UserId

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
CLOSED_AFTER = timedelta(days=14)
UNMERGE_WITHIN = timedelta(hours=24)
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


@dataclass(frozen=True)
class Name:
    """What an installation calls a status."""

    id: StatusId
    status: str
    active: bool = True


@dataclass(eq=False)
class Before:
    """What is known of a ticket from before it was merged."""

    at: datetime
    status: str
    name: Name | None
    word: str | None
    finished: datetime | None
    turn: Turn | None
    gone: "list[tuple[int, bool]]"


_moments = count()


@dataclass(eq=False)
class Story:
    """One ticket's life."""

    id: TicketId
    requester: Person
    team: TeamId | None
    title: str
    status: str = "open"
    name: Name | None = None
    holder: Person | None = None
    word: str | None = None
    answered: bool = False
    finished: datetime | None = None
    version: int = 1
    turns: list[Turn] = field(default_factory=list)
    comments: list[tuple[int, bool]] = field(default_factory=list)
    """For each, when it was said, and whether it is internal."""
    into: "Story | None" = None
    before: Before | None = None

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
        if internal and not who.works:
            return Forbidden
        return AlreadyMerged if self.into else None

    def verdict_on_edit(self, who: Person, version: int) -> Verdict:
        if not self.is_visible_to(who):
            return TicketNotFound
        if version != self.version:
            return StaleVersion
        if self.into:
            return AlreadyMerged
        return TicketClosed if self.status == "closed" else None

    def verdict_on_move(
        self, who: Person, to: str, word: str | None, now: datetime, *, name: Name | None = None, held_up: bool = False
    ) -> Verdict:
        """`held_up` is whether something that has to be finished before is not."""
        if not self.is_visible_to(who):
            return TicketNotFound
        if name and not (to == name.status and name.active):
            return StatusInactive if to == name.status else StatusUnclear
        if to == self.status and name != self.name:
            return self._verdict_on_naming(who)
        if not self._may_move(who, to):
            return Forbidden
        late = self.finished is not None and now - self.finished > REOPEN_WITHIN
        return (
            ReopenWindowOver
            if to == "reopened" and late and not who.works
            else self._verdict_on_path(to, word, held_up=held_up)
        )

    def _verdict_on_naming(self, who: Person) -> Verdict:
        if not who.works:
            return Forbidden
        return AlreadyMerged if self.into else None

    def _verdict_on_path(self, to: str, word: str | None, *, held_up: bool) -> Verdict:
        if self.into:
            return AlreadyMerged
        if to not in PATHS[self.status]:
            return MoveNotAllowed
        if to != "resolved":
            return None
        if not (word or self.word or self.answered):
            return ResolutionMissing
        return TicketHeldUp if held_up else None

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

    def verdict_on_merge(self, who: Person, target: "Story", *, across: bool, is_part: bool = False) -> Verdict:
        """`is_part` is whether the target hangs below it."""
        if not who.works:
            return Forbidden
        if self is target:
            return MergeIntoItself
        return self.verdict_on_both(who, target) or self._verdict_on_joining(target, across=across, is_part=is_part)

    def verdict_on_both(self, who: Person, other: "Story") -> Verdict:
        """Whether they see the two. Whichever comes first is looked at first."""
        for story, missing in sorted(((self, TicketNotFound), (other, TicketUnknown)), key=lambda one: one[0].id):
            if not story.is_visible_to(who):
                return missing
        return None

    def _verdict_on_joining(self, target: "Story", *, across: bool, is_part: bool) -> Verdict:
        if self.into or target.into:
            return AlreadyMerged
        if target.status == "closed":
            return TicketClosed
        if self.requester is not target.requester and not across:
            return MergeAcrossRequesters
        return MergeIntoPart if is_part else None

    def verdict_on_unmerge(self, who: Person, now: datetime) -> Verdict:
        if not who.works:
            return Forbidden
        unseen: dict[Story, Verdict] = {self: TicketNotFound}
        if self.into:
            unseen[self.into] = MergeNotFound
        for story in sorted(unseen, key=lambda one: one.id):
            if not story.is_visible_to(who):
                return unseen[story]
        if self.into is None or self.before is None:
            return MergeNotFound
        if now - self.before.at > UNMERGE_WITHIN:
            return UnmergeWindowOver
        return MergedOn if self.into.into else None

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
        self.comments.append((next(_moments), internal))
        if internal:
            return ["desk.ticket_commented"]
        other_side = self.holder if who is self.requester else self.requester
        if other_side is not None and other_side is not who:
            other_side.told += 1
        if who.works and who is not self.requester:
            self.answered = True
        elif self.status == "pending":
            self.status, self.name = "in_progress", None
            self.version += 1
            return ["desk.ticket_commented", "desk.ticket_moved"]
        return ["desk.ticket_commented"]

    def edit(self, title: str) -> list[str]:
        self.title = title
        self.version += 1
        return ["desk.ticket_edited"]

    def move(self, to: str, word: str | None, now: datetime, name: Name | None = None) -> list[str]:
        self.version += 1
        if to == self.status:
            self.name = name
            return ["desk.ticket_status_named"]
        self.status, self.name, self.word = to, name, word or self.word
        self.requester.told += to in {"pending", "resolved"}  # the house moves here, whoever asks
        if to == "reopened":
            self.word = self.finished = None
            if self.holder and not self.turns_at_hand:
                self.turns.append(Turn(self.holder, "assigned"))
        if to not in FINISHED:
            return ["desk.ticket_moved"]
        self.finished = self.finished or now
        return [*self._end_turn("completed"), "desk.ticket_moved"]

    def settle(self, now: datetime) -> list[str]:
        """What the house does with what nobody opened again."""
        is_settled = self.status == "resolved" and self.finished and now - self.finished >= CLOSED_AFTER
        return self.move("closed", None, now) if is_settled else []

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

    def merge(self, target: "Story", now: datetime) -> list[str]:
        goes = [said for said in self.comments if said[1] or self.requester is target.requester]
        turn = next(iter(self.turns_at_hand), None)
        self.before = Before(now, self.status, self.name, self.word, self.finished, turn, goes)
        happened = [*self._end_turn("completed"), "desk.ticket_merged"]
        happened += [] if self.status == "closed" else ["desk.ticket_moved"]
        self.hand_comments(goes, target)
        self.into, self.status, self.name, self.word = target, "closed", None, None
        self.finished = self.finished or now
        self.version += 1
        target.version += 1
        return [*happened, "desk.ticket_merged"]

    def unmerge(self, by: Person, loads: "list[Story]") -> list[str]:
        """Whoever had it has it again, if there is room for it by then."""
        before, target = self.before, self.into
        assert before
        assert target
        holder_load = load_of(self.holder, loads) if self.holder else 0
        self.into = self.before = None
        self.status, self.name, self.word, self.finished = before.status, before.name, before.word, before.finished
        target.hand_comments([said for said in before.gone if said in target.comments], self)
        self.version += 1
        target.version += 1
        happened = ["desk.ticket_unmerged"]
        if self.status != "closed":
            happened.append("desk.ticket_moved")
            self.requester.told += self.status in {"pending", "resolved"}
        if before.turn and self.holder:
            holder, self.holder = self.holder, None
            self.version += 1
            if self._verdict_on_taking(holder, holder_load):
                happened.append("desk.ticket_unassigned")
            else:
                happened += self.give(holder, by)
        return [*happened, "desk.ticket_unmerged"]

    def hand_comments(self, said: list[tuple[int, bool]], to: "Story") -> None:
        self.comments = [one for one in self.comments if one not in said]
        to.comments = sorted((*to.comments, *said))

    def _end_turn(self, how: str) -> list[str]:
        if not (self.turns and self.turns[-1].is_active):
            return []
        self.turns[-1].status = how
        return ["desk.assignment_moved"]


def load_of(who: Person, stories: list[Story]) -> int:
    """How many unfinished tickets somebody holds."""
    return sum(story.holder is who and story.status not in FINISHED for story in stories)
