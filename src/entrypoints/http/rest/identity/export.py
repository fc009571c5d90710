"""Everything that is kept about whoever asks, as one document."""

from collections.abc import AsyncIterator

from litestar import Router, get
from litestar.di import NamedDependency
from msgspec import Struct

from application.audit.face import Audit
from application.audit.queries import AuditRow
from application.desk.face import Desk
from application.desk.queries.comments import CommentRow
from application.desk.queries.complaints import ComplaintRow
from application.desk.queries.developers import DeveloperCard
from application.desk.queries.drafts import DraftCard
from application.desk.queries.macros import MacroCard
from application.desk.queries.own import OwnTicket
from application.desk.queries.ratings import RatingRow
from application.desk.queries.times import TimeRow
from application.desk.queries.views import ViewCard
from application.desk.queries.watchers import WatchedRow
from application.identity.face import Identity
from application.identity.queries import ApiKeyRow, ExternalIdentityRow, FullUserCard, KeptSession
from application.notifications.face import Notifications
from application.notifications.queries import NotificationRow
from application.shared.own_data import Many, One, OwnData
from entrypoints.http.envelope import ENCODER, Answer, Document
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.http.rest.asking import Asked


class OwnDocument(Struct, frozen=True, rename="camel"):
    """`tickets` are those you asked for, with what was said about them in public; `comments` are yours, anywhere.

    `audit` is what you did to your account.
    """

    account: FullUserCard
    sessions: list[KeptSession]
    api_keys: list[ApiKeyRow]
    identities: list[ExternalIdentityRow]
    developer_profile: DeveloperCard | None
    tickets: list[OwnTicket]
    comments: list[CommentRow]
    drafts: list[DraftCard]
    macros: list[MacroCard]
    views: list[ViewCard]
    watched: list[WatchedRow]
    time_entries: list[TimeRow]
    ratings: list[RatingRow]
    complaints: list[ComplaintRow]
    notifications: list[NotificationRow]
    audit: list[AuditRow]


@get("/users/me/export", policy=AUTHENTICATED, tags=["Users"])
async def export_me(
    request: Asked,
    identity: NamedDependency[Identity],
    desk: NamedDependency[Desk],
    notifications: NamedDependency[Notifications],
    audit: NamedDependency[Audit],
) -> Answer[OwnDocument]:
    """Everything that is kept about you, to take along. Secrets, and what others must keep from you, are not in it."""
    parts: dict[str, One | Many] = {}
    for face in (identity, desk, notifications, audit):
        parts |= face.export_own(request.user)
    return Document(_written(parts), name="tixgenius-export.json")


async def _written(parts: OwnData) -> AsyncIterator[bytes]:
    """The document in pieces, each of which is made when the one before has been taken."""
    opening = b"{"
    for name, part in parts.items():
        opening += ENCODER.encode(name) + b":"
        if isinstance(part, AsyncIterator):
            async for piece in _listed(part):
                yield opening + piece
                opening = b""
        else:
            yield opening + ENCODER.encode(await part())
        opening = b","
    yield b"}"


async def _listed(portions: Many) -> AsyncIterator[bytes]:
    opening = b"["
    async for rows in portions:
        for row in rows:
            yield opening + ENCODER.encode(row)
            opening = b","
    yield b"[]" if opening == b"[" else b"]"


ROUTES = Router("/", route_handlers=[export_me])
