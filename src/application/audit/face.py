from dataclasses import dataclass

from application.audit.export_own_entries import ExportOwnEntries
from application.audit.queries import AuditQueries


@dataclass(frozen=True, slots=True)
class Audit:
    """The record of what happened."""

    entries: AuditQueries
    export_own: ExportOwnEntries
