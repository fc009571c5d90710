from datetime import UTC, datetime, timedelta
from typing import Final, final

from adapters.memory.audit.queries import MemoryAuditQueries
from adapters.memory.audit.seals import MemorySealQueries, MemorySealRepository
from adapters.memory.desk.archive import MemoryTicketArchive
from adapters.memory.desk.clocks import MemoryClockQueries
from adapters.memory.desk.comments import MemoryRevisionQueries
from adapters.memory.desk.complaints import MemoryComplaintQueries
from adapters.memory.desk.drafts import MemoryDraftQueries
from adapters.memory.desk.history import MemoryHistoryQueries
from adapters.memory.desk.macros import MemoryMacroQueries
from adapters.memory.desk.merges import MemoryMergeQueries
from adapters.memory.desk.own import MemoryOwnDeskQueries
from adapters.memory.desk.queries import MemoryCategoryQueries, MemoryDeveloperQueries, MemoryTeamQueries
from adapters.memory.desk.ratings import MemoryRatingQueries
from adapters.memory.desk.reports import MemoryTicketReports
from adapters.memory.desk.repositories import desk_work
from adapters.memory.desk.sla import MemoryCalendarQueries, MemorySlaPolicyQueries
from adapters.memory.desk.statuses import MemoryStatusQueries
from adapters.memory.desk.ticket_queries import MemoryTicketQueries
from adapters.memory.desk.times import MemoryTimeQueries
from adapters.memory.desk.views import MemoryViewQueries
from adapters.memory.desk.watchers import MemoryWatcherQueries
from adapters.memory.idempotency import MemoryIdempotentAnswers
from adapters.memory.identity.api_keys import (
    MemoryApiKeyQueries,
    MemoryApiKeyRepository,
    MemoryApiKeyStates,
    MemoryApiKeyUses,
)
from adapters.memory.identity.external_identities import (
    MemoryExternalIdentityQueries,
    MemoryExternalIdentityRepository,
    MemorySignInRepository,
)
from adapters.memory.identity.failures import MemoryFailureCounts
from adapters.memory.identity.invitations import MemoryInvitationQueries, MemoryInvitationRepository
from adapters.memory.identity.one_time_tokens import MemoryOneTimeTokenRepository
from adapters.memory.identity.queries import MemoryAccountStates, MemorySessionQueries, MemoryUserQueries
from adapters.memory.identity.repositories import MemorySessionRepository, MemoryUserRepository
from adapters.memory.identity.second_factors import MemorySecondFactorQueries, MemorySecondFactorRepository
from adapters.memory.identity.signing_keys import MemoryKeptSigningKeys, MemorySigningKeyRepository
from adapters.memory.identity.traces import MemoryTraces
from adapters.memory.notifications.audiences import MemoryAudiences
from adapters.memory.notifications.queries import MemoryNotificationQueries
from adapters.memory.notifications.repositories import MemoryNotificationRepository
from adapters.memory.store import OnCommit, Store
from adapters.memory.unit_of_work import MemoryUnitOfWork
from application.audit.ports import AuditWork
from application.identity.ports import IdentityWork
from application.notifications.ports import NotificationsWork
from application.shared.ports import Clock, Ids
from application.shelf import Shelf

ONE_DAY: Final = timedelta(hours=24)


def memory_shelf(
    *, ids: Ids, clock: Clock | None = None, on_commit: OnCommit | None = None, keep_answers: timedelta = ONE_DAY
) -> Shelf:
    """An empty store that lasts as long as the process.

    `on_commit` is awaited with what a transaction recorded, once it is committed; it is not to raise.
    """
    store = Store(ids=ids, on_commit=on_commit)
    clock = clock or _Time()
    tickets = MemoryTicketQueries(store, clock)
    return Shelf(
        identity_work=MemoryUnitOfWork(
            store,
            lambda work: IdentityWork(
                MemoryUserRepository(work),
                MemorySessionRepository(work),
                MemorySecondFactorRepository(work),
                MemoryOneTimeTokenRepository(work),
                MemoryApiKeyRepository(work),
                MemorySigningKeyRepository(work),
                MemoryInvitationRepository(work),
                MemoryTraces(work),
                MemoryExternalIdentityRepository(work),
                MemorySignInRepository(work),
            ),
        ),
        desk_work=MemoryUnitOfWork(store, lambda work: desk_work(store, work)),
        notifications_work=MemoryUnitOfWork(
            store, lambda work: NotificationsWork(MemoryNotificationRepository(work), MemoryAudiences(work))
        ),
        audit_work=MemoryUnitOfWork(store, lambda work: AuditWork(MemorySealRepository(work))),
        archive=MemoryTicketArchive(store, clock),
        answers=MemoryIdempotentAnswers(store, clock, keep_answers),
        accounts=MemoryAccountStates(store),
        failures=MemoryFailureCounts(),
        signing_keys=MemoryKeptSigningKeys(store),
        users=MemoryUserQueries(store),
        sessions=MemorySessionQueries(store),
        api_keys=MemoryApiKeyQueries(store),
        api_key_states=MemoryApiKeyStates(store),
        api_key_uses=MemoryApiKeyUses(store),
        invitations=MemoryInvitationQueries(store),
        external_identities=MemoryExternalIdentityQueries(store),
        second_factors=MemorySecondFactorQueries(store),
        tickets=tickets,
        history=MemoryHistoryQueries(store),
        own_desk=MemoryOwnDeskQueries(store),
        drafts=MemoryDraftQueries(store),
        revisions=MemoryRevisionQueries(store, tickets),
        sla_policies=MemorySlaPolicyQueries(store),
        teams=MemoryTeamQueries(store),
        calendars=MemoryCalendarQueries(store),
        clocks=MemoryClockQueries(store),
        categories=MemoryCategoryQueries(store),
        developers=MemoryDeveloperQueries(store),
        times=MemoryTimeQueries(store),
        complaints=MemoryComplaintQueries(store),
        ratings=MemoryRatingQueries(store),
        watchers=MemoryWatcherQueries(store),
        macros=MemoryMacroQueries(store),
        merges=MemoryMergeQueries(store),
        statuses=MemoryStatusQueries(store),
        views=MemoryViewQueries(store),
        reports=MemoryTicketReports(store),
        notifications=MemoryNotificationQueries(store),
        audit=MemoryAuditQueries(store),
        seals=MemorySealQueries(store),
    )


@final
class _Time(Clock):
    def now(self) -> datetime:
        return datetime.now(UTC)
