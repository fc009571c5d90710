from typing import Final, final

from sqlalchemy import Text, and_, delete, func, or_, select

from adapters.postgres.events import Recorder
from adapters.postgres.kept import Kept
from adapters.postgres.listing import Listing, equal
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import invitations, teams
from adapters.postgres.transaction import Transaction, look
from application.identity.errors import TeamNotFound
from application.identity.ports import InvitationRepository
from application.identity.queries import INVITATION_SORTS, InvitationQueries, InvitationRow
from application.shared.page import Page, PageRequest
from domain.identity.invitation import Invitation, InvitationNotFound
from domain.shared.access import Actor, Permission, require
from domain.shared.events import Event
from domain.shared.ids import InvitationId, TeamId

_SWEPT_AT_ONCE: Final = 10
"""Expired invitations that each new one takes away, besides those in whose place it stands."""

INVITATIONS: Final = Kept(Invitation, invitations, derived={"canonical_email": lambda one: one.canonical_email})

_DIGEST: Final = invitations.c.digest == parameter("digest", invitations.c.digest)
_FIND: Final = Statement(INVITATIONS.selected.where(_DIGEST))
_GET: Final = Statement(INVITATIONS.to_change(invitations.c.id == parameter("id", invitations.c.id)))
_CLAIM: Final = Statement(select(delete(invitations).where(_DIGEST).returning(invitations.c.id).cte("claimed").c.id))
_HAS_EXPIRED: Final = invitations.c.expires_at <= parameter("at", invitations.c.expires_at)
_SOME: Final = select(invitations.c.id).where(_HAS_EXPIRED).limit(_SWEPT_AT_ONCE).with_for_update(skip_locked=True)
_IN_ITS_PLACE: Final = and_(
    _HAS_EXPIRED,
    invitations.c.team_id == parameter("team_id", invitations.c.team_id),
    invitations.c.canonical_email == parameter("canonical_email", Text()),
)
_SWEEP: Final = Statement(
    select(func.count()).select_from(
        delete(invitations)
        .where(or_(_IN_ITS_PLACE, invitations.c.id.in_(_SOME)))
        .returning(invitations.c.id)
        .cte("swept")
    )
)


@final
class PostgresInvitationRepository(InvitationRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def find(self, digest: bytes) -> Invitation | None:
        return await INVITATIONS.load(self._transaction, _FIND, digest=digest)

    async def get(self, invitation_id: InvitationId) -> Invitation:
        invitation = await INVITATIONS.load(self._transaction, _GET, id=invitation_id)
        if invitation is None:
            raise InvitationNotFound("There is no such invitation.")
        return invitation

    async def save(self, invitation: Invitation, *events: Event) -> None:
        if (INVITATIONS, invitation.id) not in self._transaction.loaded:
            place = {"team_id": invitation.team_id, "canonical_email": invitation.canonical_email}
            await self._transaction.run(_SWEEP, place | {"at": invitation.created_at})
        await INVITATIONS.save(self._transaction, self._recorder, invitation, events)

    async def claim(self, digest: bytes) -> bool:
        return bool(await self._transaction.run(_CLAIM, {"digest": digest}))

    async def remove(self, invitation_id: InvitationId, *events: Event) -> None:
        await INVITATIONS.remove(self._transaction, self._recorder, invitation_id, events)


_OF_TEAM: Final = Listing(
    InvitationRow,
    invitations,
    key=invitations.c.id,
    sort_types=INVITATION_SORTS,
    sorts={"createdAt": invitations.c.created_at},
    conditions={**equal(invitations.c.team_id)},
)
_CARD: Final = Statement(
    select(*_OF_TEAM.columns).where(
        invitations.c.id == parameter("id", invitations.c.id),
        invitations.c.team_id == parameter("team_id", invitations.c.team_id),
    )
)
_TEAM: Final = Statement(select(teams.c.id).where(teams.c.id == parameter("team_id", teams.c.id)))


@final
class PostgresInvitationQueries(InvitationQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, team_id: TeamId, page: PageRequest) -> Page[InvitationRow]:
        require(actor.can(Permission.USERS_INVITE), "see invitations")
        if not await look(self._pool, _TEAM, {"team_id": team_id}):
            raise TeamNotFound("There is no such team.")
        return await _OF_TEAM.page(self._pool, {"team_id": team_id}, page)

    async def card(self, actor: Actor, team_id: TeamId, invitation_id: InvitationId) -> InvitationRow:
        require(actor.can(Permission.USERS_INVITE), "see invitations")
        found = await look(self._pool, _CARD, {"id": invitation_id, "team_id": team_id})
        if not found:
            raise InvitationNotFound("There is no such invitation.")
        return _OF_TEAM.read(found[0])
