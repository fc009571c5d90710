"""What a store of any kind must offer. Two stand ready: `adapters.memory` and `adapters.postgres`."""

from dataclasses import dataclass

from application.audit.ports import AuditWork, SealQueries
from application.audit.queries import AuditQueries
from application.desk.ports import DeskWork, TicketArchive
from application.desk.queries.calendars import CalendarQueries
from application.desk.queries.categories import CategoryQueries
from application.desk.queries.clocks import ClockQueries
from application.desk.queries.comments import RevisionQueries
from application.desk.queries.complaints import ComplaintQueries
from application.desk.queries.developers import DeveloperQueries
from application.desk.queries.drafts import DraftQueries
from application.desk.queries.history import HistoryQueries
from application.desk.queries.macros import MacroQueries
from application.desk.queries.merges import MergeQueries
from application.desk.queries.own import OwnDeskQueries
from application.desk.queries.ratings import RatingQueries
from application.desk.queries.reports import TicketReports
from application.desk.queries.sla_policies import SlaPolicyQueries
from application.desk.queries.statuses import StatusQueries
from application.desk.queries.teams import TeamQueries
from application.desk.queries.tickets import TicketQueries
from application.desk.queries.times import TimeQueries
from application.desk.queries.views import ViewQueries
from application.desk.queries.watchers import WatcherQueries
from application.identity.ports import (
    AccountStates,
    ApiKeyStates,
    ApiKeyUses,
    FailureCounts,
    IdentityWork,
    KeptSigningKeys,
)
from application.identity.queries import (
    ApiKeyQueries,
    ExternalIdentityQueries,
    InvitationQueries,
    SecondFactorQueries,
    SessionQueries,
    UserQueries,
)
from application.notifications.ports import NotificationsWork
from application.notifications.queries import NotificationQueries
from application.shared.ports import IdempotentAnswers, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One store behind every storage port, so that they can only be swapped together."""

    identity_work: UnitOfWork[IdentityWork]
    desk_work: UnitOfWork[DeskWork]
    notifications_work: UnitOfWork[NotificationsWork]
    audit_work: UnitOfWork[AuditWork]
    archive: TicketArchive
    answers: IdempotentAnswers
    accounts: AccountStates
    failures: FailureCounts
    signing_keys: KeptSigningKeys
    users: UserQueries
    sessions: SessionQueries
    api_keys: ApiKeyQueries
    api_key_states: ApiKeyStates
    api_key_uses: ApiKeyUses
    invitations: InvitationQueries
    external_identities: ExternalIdentityQueries
    second_factors: SecondFactorQueries
    tickets: TicketQueries
    history: HistoryQueries
    own_desk: OwnDeskQueries
    drafts: DraftQueries
    revisions: RevisionQueries
    sla_policies: SlaPolicyQueries
    statuses: StatusQueries
    teams: TeamQueries
    calendars: CalendarQueries
    categories: CategoryQueries
    clocks: ClockQueries
    developers: DeveloperQueries
    times: TimeQueries
    complaints: ComplaintQueries
    ratings: RatingQueries
    watchers: WatcherQueries
    macros: MacroQueries
    merges: MergeQueries
    views: ViewQueries
    reports: TicketReports
    notifications: NotificationQueries
    audit: AuditQueries
    seals: SealQueries
