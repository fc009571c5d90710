from typing import final

from adapters.memory.listing import listed
from adapters.memory.store import Store
from application.audit.queries import AUDIT_SORTS, AuditFilter, AuditQueries, AuditRow, spelled_out
from application.shared.page import Page, PageRequest
from domain.shared.access import Actor, Permission, require


@final
class MemoryAuditQueries(AuditQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        require(actor.can(Permission.AUDIT_READ), "read the audit log")
        found = (entry for entry in self._store.rows.audit.values() if _fits(entry, filter))
        return listed(found, page, AUDIT_SORTS, lambda entry: entry)

    async def own(self, actor: Actor, page: PageRequest) -> Page[AuditRow]:
        found = (one for one in self._store.rows.audit.values() if {one.entity_id, one.actor_id} == {actor.user_id})
        return listed(found, page, AUDIT_SORTS, lambda entry: entry)


def _fits(entry: AuditRow, wanted: AuditFilter) -> bool:
    return (
        (wanted.action is None or entry.action in spelled_out(wanted.action))
        and wanted.entity_type in (None, entry.entity_type)
        and wanted.entity_id in (None, entry.entity_id)
        and wanted.actor_id in (None, entry.actor_id)
        and wanted.ticket_id in (None, entry.ticket_id)
        and wanted.user_id in (None, entry.user_id)
        and wanted.api_key_id in (None, entry.api_key_id)
        and wanted.request_id in (None, entry.request_id)
        and (wanted.created_from is None or wanted.created_from <= entry.created_at)
        and (wanted.created_to is None or entry.created_at < wanted.created_to)
    )
