from dataclasses import dataclass

from application.audit.queries import AuditQueries


@dataclass(frozen=True, slots=True)
class Audit:
    """The record of what happened."""

    entries: AuditQueries
