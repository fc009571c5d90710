from typing import Final, final

from msgspec.structs import replace
from sqlalchemy import Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.listing import Listing, Wanted, between, by_index, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.portion import Sift
from adapters.postgres.sql import parameter
from adapters.postgres.tables import PERSON, TICKET, events
from application.audit.queries import AUDIT_SORTS, AuditFilter, AuditQueries, AuditRow, spelled_out
from application.shared.page import Page, PageRequest
from domain.identity.events import UserEvent
from domain.shared.access import Actor, Permission, require

_ACTIONS: Final = parameter("actions", ARRAY(Text))
_OF_ACTIONS: Final = events.c.name == _ACTIONS.any_()

_ENTRIES: Final = Listing(
    AuditRow,
    events,
    key=events.c.id,
    sort_types=AUDIT_SORTS,
    sorts={"createdAt": events.c.created_at},
    conditions={
        "action": by_index(events.c.name, parameter("action", events.c.name)),
        "actions": _OF_ACTIONS,
        "ticket_id": parameter("ticket_id", Uuid()) == TICKET,
        "user_id": parameter("user_id", Uuid()) == PERSON,
        **equal(events.c.entity_type, events.c.entity_id, events.c.actor_id, events.c.api_key_id, events.c.request_id),
        **between(events.c.created_at, "created"),
    },
    sifts={"actions": Sift(func.array_position(_ACTIONS, events.c.name).is_not(None), (_OF_ACTIONS,))},
    action=events.c.name,
    ticket_id=TICKET,
    user_id=PERSON,
)


@final
class PostgresAuditQueries(AuditQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        require(actor.can(Permission.AUDIT_READ), "read the audit log")
        asked = wanted(replace(filter, action=None)) | _actions(filter)
        return await _ENTRIES.page(self._pool, asked, page)

    async def own(self, actor: Actor, page: PageRequest) -> Page[AuditRow]:
        asked = {"entity_type": UserEvent.entity, "entity_id": actor.user_id, "actor_id": actor.user_id}
        return await _ENTRIES.page(self._pool, asked, page)


def _actions(filter: AuditFilter) -> Wanted:
    """One is kept in order by an index, several are not."""
    if filter.action is None:
        return {}
    names = spelled_out(filter.action)
    return {"action": names[0]} if len(names) == 1 else {"actions": names}
