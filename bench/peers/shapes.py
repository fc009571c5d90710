"""What goes over the wire, in Pydantic."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic.alias_generators import to_camel

COUNTED: Final = 1000

T = TypeVar("T")
Tag = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[^\s,]+( [^\s,]+)*$")]


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class NewTicket(Shape):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=300, pattern=r"\S")
    description: str = Field(min_length=1, max_length=1_000_000, pattern=r"\S")
    priority: Literal["low", "medium", "high", "critical"] = "medium"
    tags: list[Tag] = Field(default=[], max_length=30)


class Ticket(Shape):
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


class Row(Ticket):
    snippet: str | None = None


class Card(Ticket):
    description: str
    resolution: str | None
    external_key: str | None
    merged_into_id: UUID | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    version: int


class Pong(Shape):
    pong: bool


class Pagination(Shape):
    page: int | None
    limit: int
    total: int
    total_pages: int
    total_is_capped: bool
    next_cursor: str | None


def new_request_id() -> str:
    return os.urandom(16).hex()


class Meaning(Shape):
    request_id: str = Field(default_factory=new_request_id)


class PageMeaning(Meaning):
    pagination: Pagination


class Envelope(Shape, Generic[T]):
    success: bool = True
    data: T
    error: None = None
    meta: Meaning = Field(default_factory=Meaning)


class Page(Shape):
    success: bool = True
    data: list[Row]
    error: None = None
    meta: PageMeaning


def refusal(code: str) -> dict[str, Any]:
    problem = {"code": code, "message": code, "details": {}}
    return {"success": False, "data": None, "error": problem, "meta": {"requestId": new_request_id()}}


Position = tuple[datetime, UUID]
_POSITION: Final = TypeAdapter(Position)


def sealed(position: Position) -> str:
    return urlsafe_b64encode(_POSITION.dump_json(position)).decode()


def opened(cursor: str) -> Position:
    """A ValueError of what is no cursor."""
    position: Position = _POSITION.validate_json(urlsafe_b64decode(cursor))
    return position


def listed(found: Sequence[Any], limit: int, count: int, *, is_first: bool) -> Page:
    """A page of what was found, of which there is one more than the page holds if there is another page."""
    total = min(count, COUNTED)
    last = found[limit - 1] if len(found) > limit else None
    pagination = Pagination(
        page=1 if is_first else None,
        limit=limit,
        total=total,
        total_pages=-(-total // limit),
        total_is_capped=count > COUNTED,
        next_cursor=sealed((last.created_at, last.id)) if last else None,
    )
    return Page(data=[Row.model_validate(one) for one in found[:limit]], meta=PageMeaning(pagination=pagination))
