"""What goes over the wire and into the database, hand-written in msgspec."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from msgspec import UNSET, DecodeError, Meta, Struct, UnsetType, ValidationError, json

COUNTED: Final = 1000
LARGEST: Final = 1024 * 1024

_TAG: Final = Meta(min_length=1, max_length=50, pattern=r"^[^\s,]+( [^\s,]+)*$")


class NewTicket(Struct, frozen=True, forbid_unknown_fields=True):
    title: Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
    description: Annotated[str, Meta(min_length=1, max_length=1_000_000, pattern=r"\S")]
    priority: Literal["low", "medium", "high", "critical"] = "medium"
    tags: Annotated[tuple[Annotated[str, _TAG], ...], Meta(max_length=30)] = ()


class Row(Struct, frozen=True, rename="camel"):
    id: UUID
    number: int
    title: str
    status: str
    status_id: UUID | None
    priority: str
    category_id: UUID | None
    team_id: UUID | None
    assignee_id: UUID | None
    requester_id: UUID
    channel: str
    tags: list[str]
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    snippet: str | None = None


class Card(Struct, frozen=True, rename="camel"):
    id: UUID
    number: int
    title: str
    description: str
    status: str
    status_id: UUID | None
    priority: str
    category_id: UUID | None
    team_id: UUID | None
    assignee_id: UUID | None
    requester_id: UUID
    channel: str
    tags: list[str]
    resolution: str | None
    external_key: str | None
    merged_into_id: UUID | None
    due_at: datetime | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class Pagination(Struct, frozen=True, rename="camel"):
    page: int | None
    limit: int
    total: int
    total_pages: int
    total_is_capped: bool
    next_cursor: str | None


class Meaning(Struct, frozen=True, rename="camel"):
    request_id: str
    pagination: Pagination | UnsetType = UNSET


class Envelope(Struct, frozen=True):
    success: bool
    data: Any
    error: Any
    meta: Meaning


ENCODE: Final = json.Encoder().encode
_NEW: Final = json.Decoder(NewTicket)
_POSITION: Final = json.Decoder(tuple[datetime, UUID])


def success(data: Any, pagination: Pagination | UnsetType = UNSET, *, request_id: str = "") -> bytes:
    return ENCODE(Envelope(True, data, None, Meaning(request_id or new_request_id(), pagination)))  # noqa: FBT003


def refusal(code: str) -> bytes:
    problem = {"code": code, "message": code, "details": {}}
    return ENCODE(Envelope(False, None, problem, Meaning(new_request_id())))  # noqa: FBT003


def new_request_id() -> str:
    return os.urandom(16).hex()


def new_ticket(body: bytes) -> NewTicket | None:
    try:
        return _NEW.decode(body) if len(body) <= LARGEST else None
    except (DecodeError, ValidationError):
        return None


def asked_page(query: str) -> tuple[int, tuple[datetime, UUID] | None] | None:
    """Limit and position, None of a query that is not understood."""
    stated = dict(pair.partition("=")[::2] for pair in query.split("&")) if query else {}
    limit, cursor = stated.pop("limit", "20"), stated.pop("cursor", None)
    if stated or not limit.isascii() or not limit.isdigit() or not 1 <= int(limit) <= 100:  # noqa: PLR2004
        return None
    try:
        return int(limit), None if cursor is None else _POSITION.decode(urlsafe_b64decode(cursor))
    except (Error, ValueError):
        return None


def listed(records: Sequence[Sequence[Any]], limit: int, *, is_first: bool) -> bytes:
    """A page of the records, of which there is one more than the page holds if there is another page."""
    rows = [Row(*record[:-1]) for record in records[:limit]]
    count = records[0][-1] if records else 0
    total = min(count, COUNTED)
    last = (rows[-1].created_at, rows[-1].id) if len(records) > limit else None
    cursor = urlsafe_b64encode(ENCODE(last)).decode() if last else None
    page = Pagination(1 if is_first else None, limit, total, -(-total // limit), count > COUNTED, cursor)
    return success(rows, page)
