from typing import Final, final

from adapters.postgres.listing import Listing, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import parameter
from adapters.postgres.tables import events
from application.audit.queries import AUDIT_SORTS, AuditFilter, AuditQueries, AuditRow
from application.shared.page import Page, PageRequest
from domain.shared.access import Actor, Permission, require

_ENTRIES: Final = Listing(
    AuditRow,
    events,
    key=events.c.id,
    sort_types=AUDIT_SORTS,
    sorts={"createdAt": events.c.created_at},
    conditions={
        "action": events.c.name == parameter("action", events.c.name),
        "entity_type": events.c.entity_type == parameter("entity_type", events.c.entity_type),
        "entity_id": events.c.entity_id == parameter("entity_id", events.c.entity_id),
        "actor_id": events.c.actor_id == parameter("actor_id", events.c.actor_id),
        "request_id": events.c.request_id == parameter("request_id", events.c.request_id),
        "created_from": events.c.created_at >= parameter("created_from", events.c.created_at),
        "created_to": events.c.created_at < parameter("created_to", events.c.created_at),
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
