from dataclasses import dataclass
from functools import partial

from application.audit.queries import AuditQueries
from application.shared.own_data import OwnData, walk
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class ExportOwnEntries:
    """What the record says that somebody did to their own account."""

    entries: AuditQueries

    def __call__(self, actor: Actor) -> OwnData:
        return {"audit": walk(partial(self.entries.own, actor))}
