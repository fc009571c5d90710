from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from application.shared.messages import Instant, Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.shared.access import Actor


class AuditFilter(Message, frozen=True, kw_only=True):
    """Times bound from (inclusive) to (exclusive)."""

    action: str | None = None
    entity_type: str | None = None
    entity_id: UUID | None = None
    actor_id: UUID | None = None
    api_key_id: UUID | None = None
    request_id: str | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None


AUDIT_SORTS: Final[SortTypes] = {"createdAt": datetime}


class AuditRow(Message, frozen=True):
    """`action` is the event's wire name. `old_values` and `new_values` hold what changed, secrets masked.

    `api_key_id` is the key by which a program did it in the actor's name.
    """

    id: UUID
    action: str
    entity_type: str
    entity_id: UUID
    actor_id: UUID
    old_values: dict[str, Any]
    new_values: dict[str, Any]
    ip: str | None
    user_agent: str | None
    request_id: str | None
    api_key_id: UUID | None
    created_at: datetime


class AuditQueries(Protocol):
    async def list(self, actor: Actor, filter: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        """Forbidden without `audit:read`."""

    async def own(self, actor: Actor, page: PageRequest) -> Page[AuditRow]:
        """Of the actor's account, as far as they caused it themselves."""
