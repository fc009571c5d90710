from typing import Final, final

from adapters.postgres.listing import Listing, between, by_index, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import parameter
from adapters.postgres.tables import events
from application.audit.queries import AUDIT_SORTS, AuditFilter, AuditQueries, AuditRow
from application.shared.page import Page, PageRequest
from domain.identity.events import UserEvent
from domain.shared.access import Actor, Permission, require

_ENTRIES: Final = Listing(
    AuditRow,
    events,
    key=events.c.id,
    sort_types=AUDIT_SORTS,
    sorts={"createdAt": events.c.created_at},
    conditions={
        "action": by_index(events.c.name, parameter("action", events.c.name)),
        **equal(events.c.entity_type, events.c.entity_id, events.c.actor_id, events.c.api_key_id, events.c.request_id),
        **between(events.c.created_at, "created"),
    },
    action=events.c.name,
)


@final
class PostgresAuditQueries(AuditQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        require(actor.can(Permission.AUDIT_READ), "read the audit log")
        return await _ENTRIES.page(self._pool, wanted(filter), page)

    async def own(self, actor: Actor, page: PageRequest) -> Page[AuditRow]:
        asked = {"entity_type": UserEvent.entity, "entity_id": actor.user_id, "actor_id": actor.user_id}
        return await _ENTRIES.page(self._pool, asked, page)
