"""Tickets come in from another system."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from application.desk.archive import BroughtIn, CommentRecord, ImportBatch, ImportedPerson, TicketRecord
from application.desk.judge_tickets import judge_tickets
from application.desk.ports import DeskWork, TicketArchive
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_configure
from domain.desk.assignment import Assignment, AssignmentStatus
from domain.desk.category import Category
from domain.desk.clock import Clocks, remembered
from domain.desk.comment import Comment
from domain.desk.developer import DeveloperProfile
from domain.desk.ticket import FINISHED, Status, Ticket
from domain.shared.access import Actor, require
from domain.shared.errors import Invalid
from domain.shared.ids import AssignmentId, CategoryId, CommentId, TicketId, UserId, stable_id

UNKNOWN: Final = "unknown"
"""Whoever a record leaves unnamed."""

_BEGINNING: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
"""Birth of people and categories in the eyes of their ids: the same whichever record names them first."""

_END: Final = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
"""Ids of version 7 hold no time before 1970, and a zone may push the last days of 9999 beyond what Python can read."""

_LONGEST_PART: Final = 40
"""Letters of a name that its address shows; an address has room for 64 before the @ (RFC 5321)."""

_NO_TEXT: Final = str.maketrans({"\0": "\N{REPLACEMENT CHARACTER}"})
"""PostgreSQL stores every character but NUL."""


class TimeOutOfRange(Invalid):
    code = "DESK_TIME_OUT_OF_RANGE"


@dataclass(frozen=True, slots=True)
class ImportTickets:
    """Bring in a portion of records: people become users and developers, categories and comments come along.

    The same records again change nothing, so an import that broke off is simply run again.
    """

    archive: TicketArchive
    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, records: Sequence[TicketRecord]) -> BroughtIn:
        require(may_configure(actor), "import tickets")
        batch = _Draft().add(records)
        brought = await self.archive.bring_in(batch)
        if brought.tickets:
            await self._judge([ticket.id for ticket in batch.tickets])
        return brought

    async def _judge(self, ticket_ids: Sequence[TicketId]) -> None:
        """By what is promised now. Nobody is told of what was late in another system."""
        async with self.uow() as work:
            if (await work.sla_policies.terms()).policies:
                await judge_tickets(work, await work.tickets.several(ticket_ids), self.clock, quiet=frozenset(Status))


class _Draft:
    """A batch in the making; people and categories are named often and stored once."""

    def __init__(self) -> None:
        self._people: dict[UserId, ImportedPerson] = {}
        self._developers: dict[UserId, DeveloperProfile] = {}
        self._categories: dict[CategoryId, Category] = {}
        self._tickets: list[Ticket] = []
        self._comments: list[Comment] = []
        self._assignments: list[Assignment] = []

    def add(self, records: Sequence[TicketRecord]) -> ImportBatch:
        for record in records:
            self._add(record)
        return ImportBatch(
            people=list(self._people.values()),
            developers=list(self._developers.values()),
            categories=list(self._categories.values()),
            tickets=self._tickets,
            comments=self._comments,
            assignments=self._assignments,
        )

    def _add(self, record: TicketRecord) -> None:
        _require_sound_times(record)
        key = _clean(record.key)
        ticket_id = TicketId(stable_id(record.created_at, "ticket", key))
        requester_id = self._person(record.requester, record.created_at)
        assignee_id = self._developer(record) if record.assignee else None
        ticket = Ticket(
            id=ticket_id,
            number=0,
            title=_clean(record.title)[:300].strip() or f"(no title) {key}",
            description=_clean(record.description),
            status=record.status,
            priority=record.priority,
            category_id=self._category(record.category, record.created_at) if record.category else None,
            assignee_id=assignee_id,
            requester_id=requester_id,
            channel=record.channel,
            tags=tuple(dict.fromkeys(_clean(tag).strip()[:50] for tag in record.tags if tag.strip())),
            resolution=_clean(record.resolution) if record.resolution else None,
            external_key=key,
            due_at=record.due_at,
            first_response_at=_first_response(record),
            resolved_at=record.resolved_at if record.status in FINISHED else None,
            closed_at=record.resolved_at if record.status is Status.CLOSED else None,
            clocks=_clocks(record),
            created_at=record.created_at,
            updated_at=record.updated_at or record.created_at,
        )
        self._tickets.append(ticket)
        if assignee_id is not None:
            self._assignments.append(_turn(ticket, assignee_id))
        places: Counter[datetime] = Counter()
        for comment in record.comments:
            place = places[comment.created_at]
            places[comment.created_at] += 1
            self._comments.append(
                Comment(
                    id=CommentId(stable_id(comment.created_at, "comment", key, str(place), place=place)),
                    ticket_id=ticket_id,
                    author_id=self._person(comment.author, comment.created_at),
                    body=_clean(comment.body),
                    is_internal=comment.is_internal,
                    created_at=comment.created_at,
                )
            )

    def _person(self, name: str | None, seen_at: datetime) -> UserId:
        name = _clean(name or UNKNOWN).strip()
        person_id = UserId(stable_id(_BEGINNING, "person", _known_as(name)))
        if person_id not in self._people:
            email = name if "@" in name else f"{_address_part(name)}@import.invalid"
            self._people[person_id] = ImportedPerson(id=person_id, email=email, name=name, created_at=seen_at)
        return person_id

    def _developer(self, record: TicketRecord) -> UserId:
        user_id = self._person(record.assignee, record.created_at)
        if user_id not in self._developers:
            profile, _ = DeveloperProfile.of(
                user_id,
                at=record.created_at,
                created_at=record.created_at,
                time_zone=record.assignee_time_zone or "UTC",
            )
            self._developers[user_id] = profile
        return user_id

    def _category(self, name: str, seen_at: datetime) -> CategoryId:
        name = _clean(name).strip()
        category_id = CategoryId(stable_id(_BEGINNING, "category", name.casefold()))
        if category_id not in self._categories:
            self._categories[category_id] = Category(id=category_id, name=name, created_at=seen_at, updated_at=seen_at)
        return category_id


def _require_sound_times(record: TicketRecord) -> None:
    of_ticket = (record.created_at, record.updated_at, record.resolved_at, record.due_at)
    times = (*of_ticket, *(comment.created_at for comment in record.comments))
    if any(time is not None and not _BEGINNING <= time < _END for time in times):
        raise TimeOutOfRange(f"A time of {record.key} lies before 1970 or after 9998.")


def _turn(ticket: Ticket, assignee_id: UserId) -> Assignment:
    finished = ticket.status in FINISHED
    return Assignment(
        id=AssignmentId(stable_id(ticket.created_at, "assignment", str(ticket.external_key))),
        ticket_id=ticket.id,
        assignee_id=assignee_id,
        assigned_by=assignee_id,
        status=AssignmentStatus.COMPLETED if finished else AssignmentStatus.ACCEPTED,
        created_at=ticket.created_at,
        updated_at=ticket.resolved_at or ticket.updated_at,
    )


def _first_response(record: TicketRecord) -> datetime | None:
    """The first public reply by somebody else than the requester: who is staff, the records do not say."""
    return min((reply.created_at for reply in record.comments if _is_response(reply, record)), default=None)


def _clocks(record: TicketRecord) -> Clocks:
    """As its history tells: who replied, and until when it was worked on. Since when it is pending nobody knows."""
    replies = [
        (reply.created_at.astimezone(UTC), _is_response(reply, record))
        for reply in record.comments
        if not reply.is_internal
    ]
    changed_at = (record.updated_at or record.created_at).astimezone(UTC)
    return remembered(
        record.created_at.astimezone(UTC),
        replies,
        finished_at=(record.resolved_at or changed_at).astimezone(UTC) if record.status in FINISHED else None,
        paused_at=changed_at if record.status is Status.PENDING else None,
    )


def _is_response(reply: CommentRecord, record: TicketRecord) -> bool:
    return not reply.is_internal and _known_as(reply.author) != _known_as(record.requester)


def _known_as(name: str | None) -> str:
    """The spelling by which a name is one person's."""
    return _clean(name or UNKNOWN).strip().casefold()


def _clean(text: str) -> str:
    return text.translate(_NO_TEXT)


def _address_part(name: str) -> str:
    """The name as the local part of an address, kept apart from other names that look alike."""
    kept = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name.casefold())
    if kept == name and len(kept) <= _LONGEST_PART:
        return kept
    return f"{kept[:_LONGEST_PART]}-{stable_id(_BEGINNING, name).hex[-8:]}"
