"""A ticket and every rule of its life."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from domain.desk.category import Category
from domain.desk.clock import Clocks, answered, asked, begun, remembered, standing, turned
from domain.desk.developer import Developer
from domain.desk.events import (
    TicketAssigned,
    TicketEdited,
    TicketMoved,
    TicketOpened,
    TicketStatusNamed,
    TicketUnassigned,
)
from domain.shared.errors import Conflict, NotFound, StaleVersion, Unmet
from domain.shared.ids import CategoryId, StatusId, TeamId, TicketId, UserId


class TicketNotFound(NotFound):
    code = "DESK_TICKET_NOT_FOUND"


class TicketClosed(Conflict):
    code = "DESK_TICKET_CLOSED"


class TicketTaken(Conflict):
    code = "DESK_TICKET_TAKEN"


class TicketNobodys(Conflict):
    code = "DESK_TICKET_NOBODYS"


class MoveNotAllowed(Conflict):
    code = "DESK_MOVE_NOT_ALLOWED"


class ReopenWindowOver(Conflict):
    code = "DESK_REOPEN_WINDOW_OVER"


class ResolutionMissing(Unmet):
    code = "DESK_RESOLUTION_MISSING"


class TicketHeldUp(Unmet):
    """What it waits for is not finished yet."""

    code = "DESK_TICKET_HELD_UP"


class AlreadyMerged(Conflict):
    """It is a duplicate, and goes on as the ticket it was merged into."""

    code = "DESK_TICKET_MERGED"


class TicketNotFinished(Conflict):
    code = "DESK_TICKET_NOT_FINISHED"


class TooManyTags(Unmet):
    code = "DESK_TOO_MANY_TAGS"


class Status(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical; the order in which lists sort."""
        return list(Priority).index(self)


class Channel(StrEnum):
    """The way a ticket came in."""

    API = "api"
    EMAIL = "email"
    CLI = "cli"
    AGENT = "agent"


MOVES: Final[Mapping[Status, frozenset[Status]]] = {
    Status.OPEN: frozenset({Status.IN_PROGRESS, Status.PENDING, Status.RESOLVED, Status.CLOSED}),
    Status.IN_PROGRESS: frozenset({Status.PENDING, Status.RESOLVED}),
    Status.PENDING: frozenset({Status.IN_PROGRESS, Status.RESOLVED}),
    Status.RESOLVED: frozenset({Status.CLOSED, Status.REOPENED}),
    Status.CLOSED: frozenset({Status.REOPENED}),
    Status.REOPENED: frozenset({Status.IN_PROGRESS, Status.PENDING, Status.RESOLVED}),
}
"""From each status, the ones it may move to. From open to closed means: thrown away as spam (`access.may_move`)."""

FINISHED: Final = frozenset({Status.RESOLVED, Status.CLOSED})

STANDING_STILL: Final = FINISHED | {Status.PENDING}
"""No clock runs meanwhile."""

MOST_TAGS: Final = 30
"""On one ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Something somebody wants solved.

    `version` rises with every change to the ticket itself; a comment raises it only where it moves the ticket.
    `first_response_at` is the time of the first public reply by staff.
    `external_key` names the ticket in the system it was imported from.
    `status_id` is the name it carries inside its status, unless that is the status itself.
    `merged_into_id` is the ticket that a duplicate was merged into: so long it is closed, and nothing moves it.
    `due_at` is when the first of its running clocks is due, and `alarm_at` when there will be something to tell of one;
    neither these nor the clocks raise the version.
    """

    id: TicketId
    number: int
    title: str
    description: str
    status: Status = Status.OPEN
    status_id: StatusId | None = None
    priority: Priority = Priority.MEDIUM
    category_id: CategoryId | None = None
    team_id: TeamId | None = None
    assignee_id: UserId | None = None
    requester_id: UserId
    channel: Channel = Channel.API
    tags: tuple[str, ...] = ()
    resolution: str | None = None
    external_key: str | None = None
    merged_into_id: TicketId | None = None
    due_at: datetime | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    clocks: Clocks = ()
    alarm_at: datetime | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @classmethod
    def open(
        cls, *, id: TicketId, number: int, requester_id: UserId, category: Category | None, at: datetime, **fields: Any
    ) -> tuple[Self, TicketOpened]:
        """A new ticket, with the team that owns its category."""
        ticket = cls(
            id=id,
            number=number,
            requester_id=requester_id,
            category_id=category.id if category else None,
            team_id=category.team_id if category else None,
            clocks=begun(at),
            created_at=at,
            updated_at=at,
            **fields,
        )
        return ticket, TicketOpened(ticket_id=id, number=number, requester_id=requester_id, at=at)

    def require_version(self, expected: int | None) -> None:
        """Refuse a change made from an older reading; None accepts any."""
        if expected is not None and expected != self.version:
            raise StaleVersion(f"Ticket {self.number} is at version {self.version}, you changed version {expected}.")

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, TicketEdited]:
        """Change what is said about the problem. What is closed stays as it was."""
        self.require_not_closed()
        return self._changed(at, **changes), TicketEdited(ticket_id=self.id, at=at)

    def tag(
        self, *, add: Iterable[str] = (), remove: Iterable[str] = (), at: datetime
    ) -> tuple[Self, TicketEdited | None]:
        """Give it some tags and take others; what is to be both goes. Nothing happens where nothing changes."""
        gone = frozenset(remove)
        tags = tuple(tag for tag in dict.fromkeys((*self.tags, *add)) if tag not in gone)
        if tags == self.tags:
            return self, None
        if len(tags) > max(MOST_TAGS, len(self.tags)):
            raise TooManyTags(f"Ticket {self.number} would carry {len(tags)} tags; {MOST_TAGS} are the most.")
        return self.edit(at=at, tags=tags)

    def move_to(
        self,
        status: Status,
        *,
        at: datetime,
        resolution: str | None = None,
        waits_for: int = 0,
        status_id: StatusId | None = None,
    ) -> tuple[Self, TicketMoved]:
        """Move along `MOVES`. Resolving asks for a public reply or a resolution note, and that it waits for nothing.

        `waits_for` counts its unfinished children and blockers; only a move to resolved looks at it.
        """
        self.require_not_merged()
        if status not in MOVES[self.status]:
            allowed = ", ".join(sorted(MOVES[self.status]))
            raise MoveNotAllowed(
                f"Ticket {self.number} is {self.status}; from there it can become: {allowed}.", {"status": allowed}
            )
        resolution = (resolution or "").strip() or self.resolution
        if status is Status.RESOLVED and not (resolution or self.first_response_at):
            raise ResolutionMissing(
                "Reply to the requester or say how it was resolved.", {"resolution": "Missing, and nobody replied."}
            )
        if status is Status.RESOLVED and waits_for:
            others = "another ticket" if waits_for == 1 else f"{waits_for} other tickets"
            raise TicketHeldUp(
                f"Ticket {self.number} waits for {others}; see its links.", {"status": f"Waits for {others}."}
            )
        moved = self.become(
            status,
            at=at,
            status_id=status_id,
            resolution=None if status is Status.REOPENED else resolution,
            resolved_at=_reached(status, Status.RESOLVED, at, self.resolved_at),
            closed_at=_reached(status, Status.CLOSED, at, self.closed_at),
        )
        return moved, TicketMoved(ticket_id=self.id, old=self.status, new=status, at=at)

    def become(self, status: Status, *, at: datetime, status_id: StatusId | None = None, **changes: Any) -> Self:
        """The one place in which a status changes, once it is clear that it may."""
        runs, is_finished = status not in STANDING_STILL, status in FINISHED
        clocks = turned(self.clocks, runs=runs, is_finished=is_finished, at=at)
        return self._changed(at, status=status, status_id=status_id, **standing(clocks, due_at=self.due_at), **changes)

    def call(self, status_id: StatusId | None, *, at: datetime) -> tuple[Self, TicketStatusNamed]:
        """Give its status another name, which moves it nowhere."""
        self.require_not_merged()
        if status_id == self.status_id:
            raise MoveNotAllowed(f"Ticket {self.number} is called that already.", {"statusId": "Is its name."})
        told = TicketStatusNamed(ticket_id=self.id, status=self.status, old_id=self.status_id, new_id=status_id, at=at)
        return self._changed(at, status_id=status_id), told

    def require_not_merged(self) -> None:
        """Refuse what has to be done to the ticket that it was merged into."""
        if self.merged_into_id is not None:
            raise AlreadyMerged(f"Ticket {self.number} was merged into another one, which goes on in its place.")

    def require_not_closed(self) -> None:
        if self.status is Status.CLOSED:
            raise TicketClosed(f"Ticket {self.number} is closed.")

    def require_reopenable(self, *, at: datetime, within: timedelta) -> None:
        """Refuse a requester who comes back later than `within` after the ticket was finished."""
        finished_at = self.resolved_at or self.closed_at
        if finished_at is not None and at - finished_at > within:
            raise ReopenWindowOver(
                f"Ticket {self.number} was finished more than {within.days} days ago; please follow it up by a new one."
            )

    def is_settled(self, *, at: datetime, after: timedelta) -> bool:
        """Whether it has been resolved for that long, and nobody opened it again."""
        return self.status is Status.RESOLVED and self.resolved_at is not None and at - self.resolved_at >= after

    def require_finished(self) -> None:
        """Refuse to follow up what is still being worked on."""
        if self.status not in FINISHED:
            raise TicketNotFinished(f"Ticket {self.number} is still {self.status}; what is missing can be said there.")

    def assign(self, developer: Developer, *, by: UserId, at: datetime) -> tuple[Self, TicketAssigned]:
        """Hand the ticket to an active developer of its team who has room for it."""
        self.require_not_closed()
        if developer.id != self.assignee_id:
            developer.require_fit_for(self.team_id)
        assigned = self._changed(at, assignee_id=developer.id)
        return assigned, TicketAssigned(
            ticket_id=self.id,
            number=self.number,
            title=self.title,
            assignee_id=developer.id,
            assigned_by=by,
            relieved_id=self.assignee_id if self.assignee_id != developer.id else None,
            at=at,
        )

    def claim(self, developer: Developer, *, at: datetime) -> tuple[Self, TicketAssigned]:
        """A developer takes it for themselves, which only one can."""
        if self.assignee_id is not None:
            raise TicketTaken(f"Ticket {self.number} is already somebody's.")
        return self.assign(developer, by=developer.id, at=at)

    @property
    def waits_for_somebody(self) -> bool:
        """Whether it is to be done, and nobody's."""
        return self.assignee_id is None and self.status not in FINISHED

    def unassign(self, *, at: datetime) -> tuple[Self, TicketUnassigned]:
        """Take it from whoever has it: nobody's again."""
        self.require_not_closed()
        if self.assignee_id is None:
            raise TicketNobodys(f"Ticket {self.number} is nobody's.")
        return self._changed(at, assignee_id=None), TicketUnassigned(
            ticket_id=self.id, assignee_id=self.assignee_id, at=at
        )

    def hear(self, *, from_staff: bool, at: datetime) -> tuple[Self, TicketMoved | None]:
        """Note a public reply: the first by staff is the response, one by the requester ends the waiting for them."""
        if from_staff:
            heard = self._timed(answered(self.clocks, at=at))
            return replace(heard, first_response_at=self.first_response_at or at, updated_at=at), None
        if self.status is Status.PENDING:
            moved, event = self.move_to(Status.IN_PROGRESS, at=at)
            return moved.hear(from_staff=False, at=at)[0], event
        heard = self if self.status in FINISHED else self._timed(asked(self.clocks, at=at))
        return replace(heard, updated_at=at), None

    def wound(self) -> Self:
        """With clocks, if it is of a time before there were any: as far as its other times tell."""
        if self.clocks:
            return self
        finished_at = (self.resolved_at or self.closed_at or self.updated_at) if self.status in FINISHED else None
        replies = [(self.first_response_at, True)] if self.first_response_at else []
        paused_at = self.updated_at if self.status is Status.PENDING else None
        return self._timed(remembered(self.created_at, replies, finished_at=finished_at, paused_at=paused_at))

    def _timed(self, clocks: Clocks) -> Self:
        return replace(self, **standing(clocks, due_at=self.due_at))

    def _changed(self, at: datetime, **changes: Any) -> Self:
        return replace(self, version=self.version + 1, updated_at=at, **changes)


def _reached(status: Status, milestone: Status, at: datetime, before: datetime | None) -> datetime | None:
    """When the milestone was reached, given a move to `status`: now, still as before, or no longer."""
    if status is milestone:
        return at
    return None if status is Status.REOPENED else before
