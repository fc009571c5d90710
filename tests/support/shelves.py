"""What tests of storage share, whichever shelf they run on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import MISSING, fields, replace
from typing import Any, final

from application.shared.ports import UnitOfWork, Work_co
from application.shelf import Shelf
from domain.desk.assignment import Assignment
from domain.desk.calendar import Calendar
from domain.desk.category import Category
from domain.desk.comment import Comment, CommentRevision
from domain.desk.complaint import Complaint
from domain.desk.developer import DeveloperProfile
from domain.desk.draft import Draft
from domain.desk.link import TicketLink
from domain.desk.macro import Macro
from domain.desk.merge import TicketMerge
from domain.desk.named_status import NamedStatus
from domain.desk.rating import Rating
from domain.desk.sla import SlaPolicy
from domain.desk.team import Team
from domain.desk.ticket import Ticket
from domain.desk.time_entry import TimeEntry
from domain.desk.view import SavedView
from domain.desk.watcher import Watcher
from domain.identity.api_key import ApiKey
from domain.identity.external_identity import ExternalIdentity
from domain.identity.invitation import Invitation
from domain.identity.session import Session
from domain.identity.signing_key import SigningKey
from domain.identity.user import User
from domain.notifications.notification import Notification


async def stock(shelf: Shelf, *things: object) -> None:
    """Put things on the shelf as they are, without a word in the log. What others refer to comes first."""
    async with shelf.identity_work() as identity, shelf.desk_work() as desk, shelf.notifications_work() as told:
        saves: Mapping[type[Any], Callable[[Any], Awaitable[None]]] = {
            User: identity.users.save,
            Session: identity.sessions.save,
            ApiKey: identity.api_keys.add,
            SigningKey: identity.signing_keys.add,
            Invitation: identity.invitations.save,
            ExternalIdentity: identity.external_identities.save,
            Team: desk.teams.save,
            Category: desk.categories.save,
            Calendar: desk.calendars.save,
            SlaPolicy: desk.sla_policies.save,
            DeveloperProfile: desk.developers.save,
            Ticket: desk.tickets.save,
            Comment: desk.comments.save,
            CommentRevision: desk.comments.keep,
            Draft: desk.drafts.save,
            Macro: desk.macros.save,
            TicketLink: desk.links.save,
            Complaint: desk.complaints.save,
            Rating: desk.ratings.save,
            TimeEntry: desk.times.save,
            Watcher: desk.watchers.save,
            TicketMerge: desk.merges.save,
            NamedStatus: desk.statuses.save,
            SavedView: desk.views.save,
            Assignment: desk.assignments.save,
            Notification: told.notifications.add,
        }
        for thing in things:
            await saves[type(thing)](thing)


def unstated(entity: Any) -> list[str]:
    """Fields that hold their default: a round trip of those shows nothing."""
    return [field.name for field in fields(entity) if _is_default(getattr(entity, field.name), field.default)]


def _is_default(value: object, default: object) -> bool:
    return default is not MISSING and value == default


@final
class GivingWay(UnitOfWork[Work_co]):
    """Lets others run before every step, so that works meet in the middle on a shelf that never waits, too."""

    def __init__(self, uow: UnitOfWork[Work_co]) -> None:
        self._uow = uow

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Work_co]:
        async with self._uow() as work:
            yield _slowed(work)

    @asynccontextmanager
    async def part(self) -> AsyncIterator[Work_co]:
        async with self._uow.part() as work:
            yield _slowed(work)


def _slowed(bundle: Any) -> Any:
    return replace(bundle, **{part.name: _Slow(getattr(bundle, part.name)) for part in fields(bundle)})


class _Slow:
    def __init__(self, repository: object) -> None:
        self._repository = repository

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._repository, name)

        async def step(*args: Any, **kwargs: Any) -> Any:
            await asyncio.sleep(0)
            return await method(*args, **kwargs)

        return step
