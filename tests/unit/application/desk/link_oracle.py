"""What tickets are to each other, as a list of pairs that is looked through."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.desk.link import LinkCycle, LinkExists, LinkNotFound, LinkToItself, ParentTaken
from domain.shared.errors import Forbidden
from tests.unit.application.desk.oracle import FINISHED, Person, Story, Verdict

SAID: dict[str, tuple[str, bool]] = {
    "parent_of": ("parent_of", False),
    "child_of": ("parent_of", True),
    "blocks": ("blocks", False),
    "blocked_by": ("blocks", True),
    "relates_to": ("relates_to", False),
}
"""How it is kept, and whether turned round."""


@dataclass(eq=False)
class Tie:
    """One ticket is to the other what the relation says."""

    relation: str
    one: Story
    other: Story

    @property
    def has_direction(self) -> bool:
        return self.relation != "relates_to"

    def joins(self, *both: Story) -> bool:
        return (self.one, self.other) == both or (not self.has_direction and (self.other, self.one) == both)

    def is_like(self, tie: "Tie") -> bool:
        return self.relation == tie.relation and self.joins(tie.one, tie.other)


@dataclass
class Ties:
    all: list[Tie] = field(default_factory=list)
    """Oldest first."""

    carried: dict[Story, list[Tie]] = field(default_factory=dict)
    """What went along when a ticket was merged."""

    @staticmethod
    def tie(story: Story, relation: str, other: Story) -> Tie:
        kept, turned = SAID[relation]
        return Tie(kept, other, story) if turned else Tie(kept, story, other)

    def of(self, story: Story) -> list[Tie]:
        return [tie for tie in self.all if story in (tie.one, tie.other)]

    def seen_from(self, story: Story) -> set[tuple[str, Story]]:
        """What the ticket is said to be to which other ones."""
        turned = {"parent_of": "child_of", "blocks": "blocked_by", "relates_to": "relates_to"}
        return {
            (tie.relation, tie.other) if tie.one is story else (turned[tie.relation], tie.one) for tie in self.of(story)
        }

    def hold_up(self, story: Story) -> bool:
        """Whether a part of it, or what is in its way, is not finished."""
        return any(
            (tie.relation == "parent_of" and tie.one is story and tie.other.status not in FINISHED)
            or (tie.relation == "blocks" and tie.other is story and tie.one.status not in FINISHED)
            for tie in self.all
        )

    def lead(self, relation: str, start: Story, end: Story) -> bool:
        """Over any number of tickets. No two lead back to each other, so that this comes to an end."""
        ahead = [tie.other for tie in self.all if tie.relation == relation and tie.one is start]
        return any(story is end or self.lead(relation, story, end) for story in ahead)

    def verdict_on_tying(self, who: Person, story: Story, relation: str, other: Story) -> Verdict:
        if not who.works:
            return Forbidden
        if story is other:
            return LinkToItself
        return story.verdict_on_both(who, other) or self._verdict_on_tie(self.tie(story, relation, other))

    def _verdict_on_tie(self, tie: Tie) -> Verdict:
        if tie.has_direction and self.lead(tie.relation, tie.other, tie.one):
            return LinkCycle
        if any(tie.is_like(there) for there in self.all):
            return LinkExists
        return ParentTaken if self._has_parent(tie) else None

    def verdict_on_untying(self, who: Person, tie: Tie) -> Verdict:
        if not who.works:
            return Forbidden
        return None if tie.one.is_visible_to(who) and tie.other.is_visible_to(who) else LinkNotFound

    def merge(self, story: Story, target: Story) -> None:
        self.carried[story] = self._hand(self.of(story), story, target)

    def unmerge(self, story: Story, target: Story) -> None:
        self._hand([tie for tie in self.of(target) if tie in self.carried[story]], target, story)

    def _hand(self, ties: Sequence[Tie], old: Story, new: Story) -> list[Tie]:
        """Those that can be between the new one and the third without any harm."""
        handed = []
        for tie in ties:
            would = Tie(tie.relation, *(new if each is old else each for each in (tie.one, tie.other)))
            is_there = any(would.is_like(there) for there in self.all if there is not tie)
            closes = would.has_direction and self.lead(would.relation, would.other, would.one)
            if would.one is would.other or is_there or self._has_parent(would, but=tie) or closes:
                continue
            tie.one, tie.other = would.one, would.other
            handed.append(tie)
        return handed

    def _has_parent(self, tie: Tie, but: Tie | None = None) -> bool:
        return tie.relation == "parent_of" and any(
            there.relation == "parent_of" and there.other is tie.other for there in self.all if there is not but
        )
