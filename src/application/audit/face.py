from dataclasses import dataclass

from application.audit.export_own_entries import ExportOwnEntries
from application.audit.queries import AuditQueries
from application.audit.seal_events import SealEvents
from application.audit.verify_events import VerifyEvents


@dataclass(frozen=True, slots=True)
class Audit:
    """The record of what happened."""

    entries: AuditQueries
    export_own: ExportOwnEntries
    seal_events: SealEvents
    verify_events: VerifyEvents
