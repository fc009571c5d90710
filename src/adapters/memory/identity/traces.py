from typing import final

from adapters.memory.store import Transaction
from application.identity.ports import Traces
from domain.identity.user import User


@final
class MemoryTraces(Traces):
    def __init__(self, transaction: Transaction) -> None:
        self._rows = transaction.rows

    async def forget(self, user: User) -> None:
        rows = self._rows
        rows.sessions = {key: one for key, one in rows.sessions.items() if one.user_id != user.id}
        rows.one_time_tokens = {key: one for key, one in rows.one_time_tokens.items() if one.user_id != user.id}
        identities = rows.external_identities.items()
        rows.external_identities = {key: one for key, one in identities if one.user_id != user.id}
        rows.second_factors = {key: one for key, one in rows.second_factors.items() if key != user.id}
        rows.recovery_codes = {key: one for key, one in rows.recovery_codes.items() if key != user.id}
        rows.notifications = {key: one for key, one in rows.notifications.items() if one.recipient_id != user.id}
        rows.drafts = {key: one for key, one in rows.drafts.items() if one.author_id != user.id}
        rows.macros = {key: one for key, one in rows.macros.items() if one.owner_id != user.id}
        rows.watchers = {key: one for key, one in rows.watchers.items() if one.user_id != user.id}
        rows.developers = {key: one for key, one in rows.developers.items() if key != user.id}
        views = rows.views.items()
        rows.views = {key: one for key, one in views if one.is_shared or one.owner_id != user.id}
        rows.answers = {key: one for key, one in rows.answers.items() if key[0] != user.id}
        theirs = user.canonical_email
        rows.invitations = {key: one for key, one in rows.invitations.items() if one.canonical_email != theirs}
