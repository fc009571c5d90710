from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from dependency_injector import providers

from application.audit.face import Audit
from application.desk.face import Desk
from application.identity.face import Identity
from application.jobs.ports import DeadLetters
from application.notifications.face import Notifications
from application.shared.mail import Mailbox
from application.shared.ports import IdempotentAnswers
from application.shelf import Shelf
from entrypoints.container.adapters import Adapters
from entrypoints.container.audit import AuditContainer
from entrypoints.container.desk import DeskContainer
from entrypoints.container.identity import IdentityContainer
from entrypoints.container.notifications import NotificationsContainer
from entrypoints.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What keeps a house running.

    `readiness` tells of each thing the house stands on whether it is there right now, by name; it can do without those
    that are `dispensable`.
    `follow_changes` hears until it is cancelled what other processes change of what this one remembers: whoever serves
    runs it.
    `run_worker` runs jobs until it is cancelled.
    """

    readiness: Callable[[], Awaitable[Mapping[str, bool]]]
    dispensable: frozenset[str] = frozenset()
    follow_changes: Callable[[], Awaitable[None]]
    run_worker: Callable[[], Awaitable[None]]
    dead_letters: DeadLetters


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What an entry point holds: the face of each context, and what keeps the house running."""

    settings: Settings
    identity: Identity
    desk: Desk
    notifications: Notifications
    audit: Audit
    answers: IdempotentAnswers
    engine: Engine
    mailbox: Mailbox


def furnish(settings: Settings, shelf: Shelf, adapters: Adapters, engine: Engine) -> House:
    """Put every use case in its place over one shelf."""
    parts = {"shelf": providers.Object(shelf), "adapters": adapters}
    return House(
        settings=settings,
        identity=IdentityContainer(**parts).face(),
        desk=DeskContainer(**parts).face(),
        notifications=NotificationsContainer(**parts).face(),
        audit=AuditContainer(**parts).face(),
        answers=shelf.answers,
        engine=engine,
        mailbox=adapters.mailbox(),
    )
