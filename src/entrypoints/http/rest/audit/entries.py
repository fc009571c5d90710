from litestar import Router, get
from litestar.di import NamedDependency

from application.audit.face import Audit
from application.audit.queries import AUDIT_SORTS, AuditFilter, AuditRow
from domain.shared.access import Permission
from entrypoints.http.envelope import Answer, listed
from entrypoints.http.query import Listing
from entrypoints.http.rest.asking import Asked

ENTRIES = Listing("audit-logs", AuditRow, AuditFilter, AUDIT_SORTS, default_sort="-createdAt")


@get("/", policy=Permission.AUDIT_READ, listing=ENTRIES)
async def list_audit_logs(request: Asked, audit: NamedDependency[Audit]) -> Answer[list[AuditRow]]:
    """What happened, who caused it and what it changed; nothing here is ever changed."""
    wanted = ENTRIES.read(request)
    return listed(await audit.entries.list(request.user, wanted.filter, wanted.page), wanted)


ROUTES = Router("/audit-logs", route_handlers=[list_audit_logs], tags=["Audit"])
