import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import count
from typing import Any, TypeVar, final
from uuid import UUID

import msgspec

from application.audit.queries import AuditRow
from application.shared.changes import shares
from application.shared.origin import origin
from application.shared.ports import IdempotencyKey, Ids, KeptAnswer
from application.shared.reactions import RecordedEvent
from domain.audit.seal import Seal
from domain.desk.assignment import Assignment
from domain.desk.calendar import Calendar
from domain.desk.category import Category
from domain.desk.comment import Comment, CommentRevision
from domain.desk.complaint import Complaint
from domain.desk.developer import DeveloperProfile
from domain.desk.draft import Draft
from domain.desk.link import TicketLink
from domain.desk.macro import Macro
from domain.desk.merge import TicketMerge
from domain.desk.named_status import NamedStatus
from domain.desk.rating import Rating
from domain.desk.sla import SlaPolicy
from domain.desk.team import Team
from domain.desk.ticket import Ticket
from domain.desk.time_entry import TimeEntry
from domain.desk.view import SavedView
from domain.desk.watcher import Watcher
from domain.identity.api_key import ApiKey
from domain.identity.events import OneTimeTokenIssued
from domain.identity.external_identity import ExternalIdentity
from domain.identity.invitation import Invitation
from domain.identity.one_time_token import OneTimeToken
from domain.identity.second_factor import SecondFactor
from domain.identity.session import Session
from domain.identity.signing_key import SigningKey
from domain.identity.user import User
from domain.notifications.notification import Notification
from domain.shared.events import Event
from domain.shared.ids import (
    ApiKeyId,
    AssignmentId,
    CalendarId,
    CategoryId,
    CommentId,
    ComplaintId,
    DraftId,
    ExternalIdentityId,
    InvitationId,
    LinkId,
    MacroId,
    MergeId,
    NotificationId,
    RatingId,
    RevisionId,
    SessionId,
    SigningKeyId,
    SlaPolicyId,
    StatusId,
    TeamId,
    TicketId,
    TimeEntryId,
    UserId,
    ViewId,
    WatcherId,
)

Key = TypeVar("Key", bound=Hashable)
Entity = TypeVar("Entity")
OnCommit = Callable[[Sequence[RecordedEvent]], Awaitable[None]]


class Answered(msgspec.Struct, frozen=True):
    """A request under a key, what it was answered, and when."""

    request: IdempotencyKey
    answer: KeptAnswer
    at: datetime


@final
@dataclass(slots=True)
class Rows:
    """Everything stored, as of one moment."""

    users: dict[UserId, User] = field(default_factory=dict)
    addresses: dict[str, UserId] = field(default_factory=dict)
    """Canonical address to the user who has it."""
    sessions: dict[SessionId, Session] = field(default_factory=dict)
    sla_policies: dict[SlaPolicyId, SlaPolicy] = field(default_factory=dict)
    teams: dict[TeamId, Team] = field(default_factory=dict)
    calendars: dict[CalendarId, Calendar] = field(default_factory=dict)
    categories: dict[CategoryId, Category] = field(default_factory=dict)
    developers: dict[UserId, DeveloperProfile] = field(default_factory=dict)
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    comments: dict[CommentId, Comment] = field(default_factory=dict)
    revisions: dict[RevisionId, CommentRevision] = field(default_factory=dict)
    drafts: dict[DraftId, Draft] = field(default_factory=dict)
    macros: dict[MacroId, Macro] = field(default_factory=dict)
    assignments: dict[AssignmentId, Assignment] = field(default_factory=dict)
    links: dict[LinkId, TicketLink] = field(default_factory=dict)
    watchers: dict[WatcherId, Watcher] = field(default_factory=dict)
    merges: dict[MergeId, TicketMerge] = field(default_factory=dict)
    statuses: dict[StatusId, NamedStatus] = field(default_factory=dict)
    merged_things: dict[tuple[MergeId, str], frozenset[UUID]] = field(default_factory=dict)
    """By merge and kind, what went from one ticket to the other."""
    complaints: dict[ComplaintId, Complaint] = field(default_factory=dict)
    ratings: dict[RatingId, Rating] = field(default_factory=dict)
    time_entries: dict[TimeEntryId, TimeEntry] = field(default_factory=dict)
    views: dict[ViewId, SavedView] = field(default_factory=dict)
    notifications: dict[NotificationId, Notification] = field(default_factory=dict)
    audit: dict[UUID, AuditRow] = field(default_factory=dict)
    payloads: dict[UUID, Any] = field(default_factory=dict)
    """What the events of the record carry."""
    seals: dict[int, Seal] = field(default_factory=dict)
    answers: dict[tuple[UUID, str], Answered] = field(default_factory=dict)
    one_time_tokens: dict[bytes, OneTimeToken] = field(default_factory=dict)
    invitations: dict[InvitationId, Invitation] = field(default_factory=dict)
    external_identities: dict[ExternalIdentityId, ExternalIdentity] = field(default_factory=dict)
    sign_ins: dict[bytes, datetime] = field(default_factory=dict)
    """Digest of a state that was claimed to when it may be forgotten."""
    second_factors: dict[UserId, SecondFactor] = field(default_factory=dict)
    recovery_codes: dict[UserId, frozenset[bytes]] = field(default_factory=dict)
    """Digests."""
    issued: list[OneTimeTokenIssued] = field(default_factory=list)
    api_keys: dict[ApiKeyId, ApiKey] = field(default_factory=dict)
    signing_keys: dict[SigningKeyId, SigningKey] = field(default_factory=dict)

    def copy(self) -> "Rows":
        return Rows(*(getattr(self, table.name).copy() for table in fields(self)))

    def become(self, other: "Rows") -> None:
        """Hold what the other holds, in the same tables as before: whoever has one of them goes on with it."""
        for table in fields(self):
            here, there = getattr(self, table.name), getattr(other, table.name)
            here.clear()
            here.extend(there) if isinstance(here, list) else here.update(there)


@final
class Transaction:
    """Rows of its own, which nobody else sees before it commits."""

    def __init__(self, rows: Rows, ids: Ids) -> None:
        self.rows = rows
        self.recorded: list[RecordedEvent] = []
        self.is_open = True
        self._ids = ids

    def save(self, table: dict[Key, Entity], key: Key, entity: Entity, events: Sequence[Event] = ()) -> None:
        before = table.get(key)
        table[key] = entity
        self._record(events, before, entity)

    def remove(self, table: dict[Key, Entity], key: Key, events: Sequence[Event] = ()) -> None:
        self._record(events, table.pop(key), None)

    def note(self, events: Sequence[Event]) -> None:
        """Write down what happened where nothing changed."""
        self._record(events, None, None)

    def _record(self, events: Sequence[Event], before: object, after: object) -> None:
        """Write down what happened, with the values that changed."""
        caused = origin.get()
        for event, (old, new) in zip(events, _as_json(shares(events, before, after)), strict=True):
            event_id, payload = self._ids.new(), _as_json(event)
            self.rows.audit[event_id] = AuditRow(
                id=event_id,
                action=event.name,
                entity_type=event.entity,
                entity_id=event.entity_id,
                actor_id=caused.actor_id,
                ticket_id=_id(payload, "ticket_id"),
                user_id=_id(payload, "user_id", "assignee_id", "requester_id"),
                old_values=old,
                new_values=new,
                ip=caused.ip,
                user_agent=caused.user_agent,
                request_id=caused.request_id,
                api_key_id=caused.api_key_id,
                created_at=event.at,
            )
            self.rows.payloads[event_id] = payload
            self.recorded.append(RecordedEvent(event_id, event.name, payload, caused.actor_id))


@final
class Store:
    """The rows that are committed, and the one lock that stands for every row lock.

    A transaction copies all tables before it writes: meant for tests, demonstrations and small desks.
    """

    def __init__(self, *, ids: Ids, on_commit: OnCommit | None = None) -> None:
        self.ids = ids
        self.ticket_numbers = count(1)
        self._committed = Rows()
        self._lock = asyncio.Lock()
        self._at_hand: ContextVar[Transaction | None] = ContextVar("transaction", default=None)
        self._on_commit = on_commit

    @property
    def rows(self) -> Rows:
        """What whoever asks can see: the rows of their own transaction, otherwise what is committed."""
        joined = self._joined
        return joined.rows if joined else self._committed

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """The transaction at hand, or a new one that waits for the one before it to end."""
        if joined := self._joined:
            yield joined
            return
        async with self._lock:
            transaction = Transaction(self._committed.copy(), self.ids)
            token = self._at_hand.set(transaction)
            try:
                yield transaction
                self._committed = transaction.rows
            finally:
                transaction.is_open = False
                self._at_hand.reset(token)
        if self._on_commit and transaction.recorded:
            await self._on_commit(transaction.recorded)

    @asynccontextmanager
    async def part(self) -> AsyncIterator[Transaction]:
        """The transaction at hand, as it was before when the block raises."""
        async with self.transaction() as transaction:
            before, recorded = transaction.rows.copy(), len(transaction.recorded)
            try:
                yield transaction
            except BaseException:
                transaction.rows.become(before)
                del transaction.recorded[recorded:]
                raise

    @property
    def _joined(self) -> Transaction | None:
        """A task that outlives the transaction it was started in still carries it, and must not write into the past."""
        transaction = self._at_hand.get()
        return transaction if transaction and transaction.is_open else None


def _id(payload: dict[str, Any], *names: str) -> UUID | None:
    """The first of these that the payload states."""
    return next((UUID(payload[name]) for name in names if payload.get(name)), None)


def _as_json(value: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))
