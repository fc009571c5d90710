from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.identity.errors import TeamNotFound
from application.identity.ports import InvitationRepository
from application.identity.queries import INVITATION_SORTS, InvitationQueries, InvitationRow
from application.shared.page import Page, PageRequest
from domain.identity.invitation import Invitation, InvitationNotFound, InvitationPending
from domain.shared.access import Actor, Permission, require
from domain.shared.events import Event
from domain.shared.ids import InvitationId, TeamId


@final
class MemoryInvitationRepository(InvitationRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def find(self, digest: bytes) -> Invitation | None:
        return next((one for one in self._rows.invitations.values() if one.digest == digest), None)

    async def get(self, invitation_id: InvitationId) -> Invitation:
        try:
            return self._rows.invitations[invitation_id]
        except KeyError:
            raise InvitationNotFound("There is no such invitation.") from None

    async def save(self, invitation: Invitation, *events: Event) -> None:
        kept = self._rows.invitations
        if invitation.id not in kept:
            for expired in [one.id for one in kept.values() if one.expires_at <= invitation.created_at]:
                del kept[expired]
        if invitation.team_id not in self._rows.teams:
            raise TeamNotFound("There is no such team.")
        place = invitation.team_id, invitation.canonical_email
        if any((one.team_id, one.canonical_email) == place and one.id != invitation.id for one in kept.values()):
            raise InvitationPending("This address is invited to the team already.", {"email": "Invited."})
        self._transaction.save(kept, invitation.id, invitation, events)

    async def claim(self, digest: bytes) -> bool:
        found = await self.find(digest)
        return found is not None and self._rows.invitations.pop(found.id, None) is not None

    async def remove(self, invitation_id: InvitationId, *events: Event) -> None:
        self._transaction.remove(self._rows.invitations, invitation_id, events)


@final
class MemoryInvitationQueries(InvitationQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, team_id: TeamId, page: PageRequest) -> Page[InvitationRow]:
        require(actor.can(Permission.USERS_INVITE), "see invitations")
        if team_id not in self._store.rows.teams:
            raise TeamNotFound("There is no such team.")
        found = (one for one in self._store.rows.invitations.values() if one.team_id == team_id)
        return listed(found, page, INVITATION_SORTS, partial(as_row, kind=InvitationRow))

    async def card(self, actor: Actor, team_id: TeamId, invitation_id: InvitationId) -> InvitationRow:
        require(actor.can(Permission.USERS_INVITE), "see invitations")
        invitation = self._store.rows.invitations.get(invitation_id)
        if invitation is None or invitation.team_id != team_id:
            raise InvitationNotFound("There is no such invitation.")
        return as_row(invitation, InvitationRow)
