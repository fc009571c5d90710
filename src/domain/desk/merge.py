"""Duplicates become one ticket, and for a while can become two again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from domain.desk.events import TicketEvent, TicketMerged, TicketMoved, TicketUnmerged
from domain.desk.ticket import MOST_TAGS, Status, Ticket
from domain.shared.errors import Conflict, NotFound, Unmet
from domain.shared.ids import AssignmentId, MergeId, StatusId, TicketId, UserId


class MergeNotFound(NotFound):
    code = "DESK_MERGE_NOT_FOUND"


class MergeIntoItself(Unmet):
    code = "DESK_MERGE_INTO_ITSELF"


class MergeIntoPart(Conflict):
    """The target is a part of the source, or a part of its parts."""

    code = "DESK_MERGE_INTO_PART"


class MergeAcrossRequesters(Unmet):
    """Different people asked for the two, and nobody said that this is meant."""

    code = "DESK_MERGE_ACROSS_REQUESTERS"


class MergedOn(Conflict):
    """The target was merged itself: what came from the source is further on."""

    code = "DESK_MERGED_ON"


class UnmergeWindowOver(Conflict):
    code = "DESK_UNMERGE_WINDOW_OVER"


class Pair(NamedTuple):
    """Both tickets of a merge as they become, and what is told of each."""

    source: Ticket
    of_source: Sequence[TicketEvent]
    target: Ticket
    of_target: TicketEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerge:
    """One ticket goes on in another, until it is `undone_at`.

    `status` to `closed_at` are as they were of the source, `turn_id` is the turn that ended with it; `tags` are those
    that the target got. `is_across` requesters: what was said to the one stays where the other does not read it.
    """

    id: MergeId
    source_id: TicketId
    target_id: TicketId
    is_across: bool
    status: Status
    status_id: StatusId | None
    resolution: str | None
    resolved_at: datetime | None
    closed_at: datetime | None
    turn_id: AssignmentId | None
    tags: tuple[str, ...]
    merged_by: UserId
    created_at: datetime
    undone_at: datetime | None = None

    @classmethod
    def of(
        cls, source: Ticket, target: Ticket, *, id: MergeId, turn_id: AssignmentId | None, by: UserId, at: datetime
    ) -> tuple[Self, Pair]:
        """Close a duplicate, whatever its status, and have it lead to the target.

        Tags unite while there is room, but not across requesters, who read them.
        """
        source.require_not_merged()
        target.require_not_merged()
        target.require_not_closed()
        is_across = source.requester_id != target.requester_id
        new_tags = tuple(tag for tag in source.tags if tag not in target.tags)
        merge = cls(
            id=id,
            source_id=source.id,
            target_id=target.id,
            is_across=is_across,
            status=source.status,
            status_id=source.status_id,
            resolution=source.resolution,
            resolved_at=source.resolved_at,
            closed_at=source.closed_at,
            turn_id=turn_id,
            tags=() if is_across else new_tags[: max(0, MOST_TAGS - len(target.tags))],
            merged_by=by,
            created_at=at,
        )
        return merge, merge._joined(source, target, at=at)

    def _joined(self, source: Ticket, target: Ticket, *, at: datetime) -> Pair:
        closed = source.become(
            Status.CLOSED,
            at=at,
            merged_into_id=target.id,
            resolution=f"Merged into {'another ticket' if self.is_across else f'#{target.number}'}.",
            closed_at=source.closed_at or at,
        )
        told = [TicketMerged(ticket_id=each, source_id=source.id, target_id=target.id, at=at) for each in self._ids]
        grown = target.become(target.status, at=at, status_id=target.status_id, tags=(*target.tags, *self.tags))
        return Pair(closed, _with_move(told[0], source, closed), grown, told[1])

    def undo(self, source: Ticket, target: Ticket, *, at: datetime, within: timedelta) -> tuple[Self, Pair]:
        """Make the source what it was. Refused later than `within`, and while the target is merged itself."""
        if at - self.created_at > within:
            hours = within // timedelta(hours=1)
            raise UnmergeWindowOver(f"Ticket {source.number} was merged more than {hours} hours ago.")
        if target.merged_into_id is not None:
            raise MergedOn(f"Ticket {target.number} was merged as well; take that back first.")
        apart = source.become(
            self.status,
            at=at,
            status_id=self.status_id,
            merged_into_id=None,
            resolution=self.resolution,
            resolved_at=self.resolved_at,
            closed_at=self.closed_at,
        )
        told = [TicketUnmerged(ticket_id=each, source_id=source.id, target_id=target.id, at=at) for each in self._ids]
        tags = tuple(tag for tag in target.tags if tag not in self.tags)
        left = target.become(target.status, at=at, status_id=target.status_id, tags=tags)
        return replace(self, undone_at=at), Pair(apart, _with_move(told[0], source, apart), left, told[1])

    def require_intended(self, *, across_requesters: bool) -> None:
        """Refuse to bring together what different people asked for, unless just that is meant."""
        if self.is_across and not across_requesters:
            raise MergeAcrossRequesters(
                "Different people asked for the two tickets.", {"acrossRequesters": "State true if you mean it."}
            )

    @property
    def _ids(self) -> tuple[TicketId, TicketId]:
        return self.source_id, self.target_id


def require_two(source_id: TicketId, target_id: TicketId) -> None:
    if source_id == target_id:
        raise MergeIntoItself("A ticket cannot be merged into itself.", {"intoId": "Is this ticket."})


def require_no_part(*, is_part: bool) -> None:
    """`is_part` is whether the target hangs below the source: it would have to be a part of itself."""
    if is_part:
        raise MergeIntoPart("The other ticket is a part of this one.", {"intoId": "Is a part of this ticket."})


def _with_move(told: TicketEvent, before: Ticket, after: Ticket) -> Sequence[TicketEvent]:
    if before.status is after.status:
        return (told,)
    return told, TicketMoved(ticket_id=after.id, old=before.status, new=after.status, at=told.at)
