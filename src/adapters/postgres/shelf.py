"""Every storage port of the house, on one PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Final, final

from adapters.postgres.audit.queries import PostgresAuditQueries
from adapters.postgres.audit.seals import PostgresSealQueries, PostgresSealRepository
from adapters.postgres.desk.archive import PostgresTicketArchive
from adapters.postgres.desk.clocks import PostgresClockQueries
from adapters.postgres.desk.comments import PostgresRevisionQueries
from adapters.postgres.desk.complaints import PostgresComplaintQueries
from adapters.postgres.desk.drafts import PostgresDraftQueries
from adapters.postgres.desk.history import PostgresHistoryQueries
from adapters.postgres.desk.macros import PostgresMacroQueries
from adapters.postgres.desk.merge_queries import PostgresMergeQueries
from adapters.postgres.desk.numbers import Numbers
from adapters.postgres.desk.own import PostgresOwnDeskQueries
from adapters.postgres.desk.queries import PostgresCategoryQueries, PostgresDeveloperQueries, PostgresTeamQueries
from adapters.postgres.desk.ratings import PostgresRatingQueries
from adapters.postgres.desk.reports import PostgresTicketReports
from adapters.postgres.desk.sla import PostgresCalendarQueries, PostgresSlaPolicyQueries
from adapters.postgres.desk.statuses import PostgresStatusQueries
from adapters.postgres.desk.ticket_queries import PostgresTicketQueries
from adapters.postgres.desk.times import PostgresTimeQueries
from adapters.postgres.desk.views import PostgresViewQueries
from adapters.postgres.desk.watchers import PostgresWatcherQueries
from adapters.postgres.desk.work import desk_work
from adapters.postgres.events import Recorder
from adapters.postgres.idempotency import PostgresIdempotentAnswers
from adapters.postgres.identity.accounts import PostgresAccountStates, RecentAccountStates
from adapters.postgres.identity.api_key_uses import PostgresApiKeyUses
from adapters.postgres.identity.api_keys import (
    PostgresApiKeyQueries,
    PostgresApiKeyRepository,
    PostgresApiKeyStates,
    RecentApiKeyStates,
)
from adapters.postgres.identity.changes import AccountChanges
from adapters.postgres.identity.external_identities import (
    PostgresExternalIdentityQueries,
    PostgresExternalIdentityRepository,
    PostgresSignInRepository,
)
from adapters.postgres.identity.failures import PostgresFailureCounts
from adapters.postgres.identity.invitations import PostgresInvitationQueries, PostgresInvitationRepository
from adapters.postgres.identity.one_time_tokens import PostgresOneTimeTokenRepository
from adapters.postgres.identity.queries import PostgresSessionQueries, PostgresUserQueries
from adapters.postgres.identity.repositories import PostgresSessionRepository, PostgresUserRepository
from adapters.postgres.identity.second_factors import PostgresSecondFactorQueries, PostgresSecondFactorRepository
from adapters.postgres.identity.shared import SharedAccountStates
from adapters.postgres.identity.signing_keys import PostgresKeptSigningKeys, PostgresSigningKeyRepository
from adapters.postgres.identity.traces import PostgresTraces
from adapters.postgres.notifications.audiences import PostgresAudiences
from adapters.postgres.notifications.queries import PostgresNotificationQueries
from adapters.postgres.notifications.repositories import PostgresNotificationRepository
from adapters.postgres.pool import Pool, ready
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from application.audit.ports import AuditWork
from application.identity.ports import AccountStates, IdentityWork
from application.notifications.ports import NotificationsWork
from application.shared.ports import Cache, Clock, Ids
from application.shelf import Shelf

__all__ = ["postgres_shelf", "ready"]

ONE_DAY: Final = timedelta(hours=24)
ONE_SECOND: Final = timedelta(seconds=1)
QUARTER_OF_AN_HOUR: Final = timedelta(minutes=15)


def postgres_shelf(
    pool: Pool,
    *,
    ids: Ids,
    awaited: frozenset[str],
    clock: Clock | None = None,
    keep_answers: timedelta = ONE_DAY,
    account_staleness: timedelta = ONE_SECOND,
    changes: AccountChanges | None = None,
    cache: Cache | None = None,
    cache_for: timedelta = QUARTER_OF_AN_HOUR,
) -> Shelf:
    """The shelf over an open pool. `awaited` names the events that reactions wait for; only they cost a job.

    Authentication may see an account or a key as it was `account_staleness` ago, and sooner what `changes` hears of.
    What it reads of accounts is kept in the `cache` for other processes, which is asked only while `changes` are heard.
    """
    changes = changes or AccountChanges()
    states = PostgresAccountStates(pool)
    shared: AccountStates = SharedAccountStates(states, cache, changes, keep=cache_for) if cache else states
    accounts = RecentAccountStates(shared, account_staleness)
    keys = RecentApiKeyStates(PostgresApiKeyStates(pool), account_staleness)
    changes.tell(accounts.forget)
    changes.tell(keys.forget)
    recorder, numbers = Recorder(ids, awaited), Numbers(pool)
    tickets = PostgresTicketQueries(pool, clock or _Time())
    return Shelf(
        identity_work=PostgresUnitOfWork(
            pool,
            lambda work: IdentityWork(
                PostgresUserRepository(work, recorder),
                PostgresSessionRepository(work, recorder),
                PostgresSecondFactorRepository(work, recorder),
                PostgresOneTimeTokenRepository(work, recorder),
                PostgresApiKeyRepository(work, recorder),
                PostgresSigningKeyRepository(work, recorder),
                PostgresInvitationRepository(work, recorder),
                PostgresTraces(work),
                PostgresExternalIdentityRepository(work, recorder),
                PostgresSignInRepository(work),
            ),
        ),
        desk_work=PostgresUnitOfWork(pool, lambda work: desk_work(work, recorder, numbers)),
        notifications_work=PostgresUnitOfWork(
            pool, lambda work: NotificationsWork(PostgresNotificationRepository(work), PostgresAudiences(work))
        ),
        audit_work=PostgresUnitOfWork(pool, lambda work: AuditWork(PostgresSealRepository(work))),
        archive=PostgresTicketArchive(pool, recorder),
        answers=PostgresIdempotentAnswers(pool, keep_answers),
        failures=PostgresFailureCounts(pool),
        accounts=accounts,
        signing_keys=PostgresKeptSigningKeys(pool),
        users=PostgresUserQueries(pool),
        sessions=PostgresSessionQueries(pool),
        api_keys=PostgresApiKeyQueries(pool),
        api_key_states=keys,
        api_key_uses=PostgresApiKeyUses(pool),
        invitations=PostgresInvitationQueries(pool),
        external_identities=PostgresExternalIdentityQueries(pool),
        second_factors=PostgresSecondFactorQueries(pool),
        tickets=tickets,
        history=PostgresHistoryQueries(pool),
        own_desk=PostgresOwnDeskQueries(pool),
        drafts=PostgresDraftQueries(pool),
        revisions=PostgresRevisionQueries(pool, tickets),
        sla_policies=PostgresSlaPolicyQueries(pool),
        teams=PostgresTeamQueries(pool),
        calendars=PostgresCalendarQueries(pool),
        clocks=PostgresClockQueries(pool),
        categories=PostgresCategoryQueries(pool),
        developers=PostgresDeveloperQueries(pool),
        times=PostgresTimeQueries(pool),
        complaints=PostgresComplaintQueries(pool),
        ratings=PostgresRatingQueries(pool),
        watchers=PostgresWatcherQueries(pool),
        macros=PostgresMacroQueries(pool),
        merges=PostgresMergeQueries(pool),
        statuses=PostgresStatusQueries(pool),
        views=PostgresViewQueries(pool),
        reports=PostgresTicketReports(pool),
        notifications=PostgresNotificationQueries(pool),
        audit=PostgresAuditQueries(pool),
        seals=PostgresSealQueries(pool),
    )


@final
class _Time(Clock):
    def now(self) -> datetime:
        return datetime.now(UTC)
