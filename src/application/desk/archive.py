"""Tickets as they travel between systems. One record is one line of a JSON lines file."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from application.shared.messages import Instant, Message
from domain.desk.assignment import Assignment
from domain.desk.category import Category
from domain.desk.comment import Comment
from domain.desk.developer import DeveloperProfile
from domain.desk.ticket import Channel, Priority, Status, Ticket
from domain.shared.ids import UserId

Name = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]


class CommentRecord(Message, frozen=True, kw_only=True):
    author: Name | None
    body: str
    is_internal: bool = False
    created_at: Instant


class TicketRecord(Message, frozen=True, kw_only=True):
    """`key` identifies the ticket in the system it comes from; people are named by whatever is theirs there.

    A name with an @ is an address.
    """

    key: Name
    title: str
    description: str = ""
    status: Status = Status.OPEN
    priority: Priority = Priority.MEDIUM
    category: Name | None = None
    tags: tuple[str, ...] = ()
    channel: Channel = Channel.CLI
    requester: Name | None = None
    assignee: Name | None = None
    assignee_time_zone: str | None = None
    resolution: str | None = None
    created_at: Instant
    updated_at: Instant | None = None
    resolved_at: Instant | None = None
    due_at: Instant | None = None
    comments: tuple[CommentRecord, ...] = ()


class ImportedPerson(Struct, frozen=True):
    """Somebody an import names. They get an account that cannot log in."""

    id: UserId
    email: str
    name: str
    created_at: datetime


class ImportBatch(Struct, frozen=True):
    """What a portion of records amounts to. Ids follow from the records, so that the same records give the same ids.

    The numbers of the tickets are given by the archive.
    """

    people: list[ImportedPerson]
    developers: list[DeveloperProfile]
    categories: list[Category]
    tickets: list[Ticket]
    comments: list[Comment]
    assignments: list[Assignment]


class BroughtIn(Struct, frozen=True):
    """How many were new; the rest was there already."""

    tickets: int = 0
    comments: int = 0
