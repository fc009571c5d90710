import logging
from collections.abc import Awaitable, Callable

from dependency_injector import containers, providers

from application.audit.export_own_entries import ExportOwnEntries
from application.audit.face import Audit
from application.audit.seal_events import SealEvents
from application.audit.verify_events import VerifyEvents
from application.shelf import Shelf
from entrypoints.container.adapters import Adapters

log = logging.getLogger(__name__)


class AuditContainer(containers.DeclarativeContainer):
    shelf = providers.Dependency(instance_of=Shelf)
    adapters = providers.DependenciesContainer(**Adapters.providers)

    seal_events = providers.Singleton(
        SealEvents, uow=shelf.provided.audit_work, clock=adapters.clock, mac=adapters.audit_mac
    )
    face = providers.Singleton(
        Audit,
        entries=shelf.provided.audit,
        export_own=providers.Singleton(ExportOwnEntries, shelf.provided.audit),
        seal_events=seal_events,
        verify_events=providers.Singleton(
            VerifyEvents, seals=shelf.provided.seals, seal_events=seal_events, mac=adapters.audit_mac
        ),
    )


def seal_and_tell(shelf: Shelf, adapters: Adapters) -> Callable[[], Awaitable[None]]:
    """What seals by the clock, and logs each new head: what stands elsewhere shows whether the end was cut off."""
    seal = SealEvents(shelf.audit_work, adapters.clock(), adapters.audit_mac())

    async def run() -> None:
        sealed = await seal()
        if sealed.events and sealed.newest:
            log.info("Sealed %d events of the audit log; its head is %s", sealed.events, sealed.newest.digest.hex())

    return run
