from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from application.shared.messages import Instant, Message
from application.shared.page import Page, PageRequest, SortTypes
from domain.shared.access import Actor
from domain.shared.events import Event


class AuditFilter(Message, frozen=True, kw_only=True):
    """Times bound from (inclusive) to (exclusive). Actions may be several, with commas between.

    One that ends with a dot stands for all that begin with it. `ticket_id` finds what happened to a ticket and to
    whatever hangs on it, `user_id` what happened to somebody, whoever did it.
    """

    action: str | None = None
    entity_type: str | None = None
    entity_id: UUID | None = None
    actor_id: UUID | None = None
    ticket_id: UUID | None = None
    user_id: UUID | None = None
    api_key_id: UUID | None = None
    request_id: str | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None


AUDIT_SORTS: Final[SortTypes] = {"createdAt": datetime}


class AuditRow(Message, frozen=True):
    """`action` is the event's wire name. `old_values` and `new_values` hold what changed, secrets masked.

    `ticket_id` is the ticket that it is about, and `user_id` the person, if there is one; `api_key_id` is the key by
    which a program did it in the actor's name.
    """

    id: UUID
    action: str
    entity_type: str
    entity_id: UUID
    actor_id: UUID
    ticket_id: UUID | None
    user_id: UUID | None
    old_values: dict[str, Any]
    new_values: dict[str, Any]
    ip: str | None
    user_agent: str | None
    request_id: str | None
    api_key_id: UUID | None
    created_at: datetime


def spelled_out(actions: str) -> list[str]:
    """The names of all events that are meant."""
    known = sorted(set(_names(Event)))
    stated = actions.split(",")
    return [
        name
        for action in stated
        for name in ([one for one in known if one.startswith(action)] if action.endswith(".") else [action])
    ]


def _names(kind: type[Event]) -> Iterator[str]:
    for one in kind.__subclasses__():
        if "name" in vars(one):
            yield one.name
        yield from _names(one)


class AuditQueries(Protocol):
    async def list(self, actor: Actor, filter: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        """Forbidden without `audit:read`."""

    async def own(self, actor: Actor, page: PageRequest) -> Page[AuditRow]:
        """Of the actor's account, as far as they caused it themselves."""
