"""How tickets hang together: parts of a whole, one in the way of another, or just of the same kind."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from domain.desk.events import TicketLinked, TicketUnlinked
from domain.shared.errors import Conflict, NotFound, Unmet
from domain.shared.ids import LinkId, TicketId, UserId


class LinkNotFound(NotFound):
    code = "DESK_LINK_NOT_FOUND"


class LinkToItself(Unmet):
    code = "DESK_LINK_TO_ITSELF"


class LinkExists(Conflict):
    code = "DESK_LINK_EXISTS"


class LinkCycle(Conflict):
    """A ticket would wait for itself, round some corners."""

    code = "DESK_LINK_CYCLE"


class ParentTaken(Conflict):
    """A ticket is part of one other at most."""

    code = "DESK_PARENT_TAKEN"


class Relation(StrEnum):
    """What one ticket is to another, said from the one."""

    PARENT_OF = "parent_of"
    CHILD_OF = "child_of"
    BLOCKS = "blocks"
    BLOCKED_BY = "blocked_by"
    FOLLOWS = "follows"
    FOLLOWED_BY = "followed_by"
    RELATES_TO = "relates_to"

    @property
    def inverse(self) -> "Relation":
        """The same, said from the other."""
        return _INVERSES.get(self, self)

    @property
    def is_directed(self) -> bool:
        return self.inverse is not self


_INVERSES: Final[Mapping[Relation, Relation]] = {
    Relation.PARENT_OF: Relation.CHILD_OF,
    Relation.CHILD_OF: Relation.PARENT_OF,
    Relation.BLOCKS: Relation.BLOCKED_BY,
    Relation.BLOCKED_BY: Relation.BLOCKS,
    Relation.FOLLOWS: Relation.FOLLOWED_BY,
    Relation.FOLLOWED_BY: Relation.FOLLOWS,
}

KEPT: Final = (Relation.PARENT_OF, Relation.BLOCKS, Relation.FOLLOWS, Relation.RELATES_TO)
"""Each link is kept in one of its two wordings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLink:
    """`source_id` is to `target_id` what `relation` says, which is one of `KEPT`."""

    id: LinkId
    relation: Relation
    source_id: TicketId
    target_id: TicketId
    created_by: UserId
    created_at: datetime

    @classmethod
    def between(
        cls, this: TicketId, relation: Relation, other: TicketId, *, id: LinkId, by: UserId, at: datetime
    ) -> tuple[Self, TicketLinked]:
        """This ticket is the `relation` of the other one. What is the same either way is kept in the order of ids."""
        if this == other:
            raise LinkToItself("A ticket cannot be linked to itself.", {"ticketId": "Is this ticket."})
        turned = relation not in KEPT or (not relation.is_directed and other < this)
        source, target = (other, this) if turned else (this, other)
        kept = relation.inverse if turned else relation
        link = cls(id=id, relation=kept, source_id=source, target_id=target, created_by=by, created_at=at)
        return link, TicketLinked(ticket_id=this, link_id=id, relation=relation, other_id=other, at=at)

    def handed(self, old: TicketId, new: TicketId) -> Self | None:
        """The same link with one ticket in the place of another; None where that would be linked to itself."""
        source, target = (new if end == old else end for end in (self.source_id, self.target_id))
        if source == target:
            return None
        if not self.relation.is_directed and target < source:
            source, target = target, source
        return replace(self, source_id=source, target_id=target)

    def collides_with(self, other: Self) -> bool:
        """Whether the two cannot be there together: they say the same, or give a ticket two parents."""
        if self.id == other.id or self.relation is not other.relation or self.target_id != other.target_id:
            return False
        return self.source_id == other.source_id or self.relation is Relation.PARENT_OF

    def undo(self, this: TicketId, *, at: datetime) -> TicketUnlinked:
        """As told of `this`, one of the two. LinkNotFound when it is neither."""
        if this not in (self.source_id, self.target_id):
            raise LinkNotFound("There is no such link.")
        is_source = this == self.source_id
        relation = self.relation if is_source else self.relation.inverse
        other = self.target_id if is_source else self.source_id
        return TicketUnlinked(ticket_id=this, link_id=self.id, relation=relation, other_id=other, at=at)

    def require_no_way_back(self, *, leads_back: bool) -> None:
        """`leads_back` is whether links of its kind lead from its target to its source already."""
        if self.relation.is_directed and leads_back:
            raise LinkCycle("The tickets would wait for each other.", {"ticketId": "Depends on this ticket already."})
