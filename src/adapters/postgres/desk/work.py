from adapters.postgres.desk.comments import PostgresCommentRepository
from adapters.postgres.desk.complaints import PostgresComplaintRepository
from adapters.postgres.desk.configuration import PostgresCategoryRepository, PostgresPeople, PostgresTeamRepository
from adapters.postgres.desk.developers import PostgresDeveloperRepository
from adapters.postgres.desk.drafts import PostgresDraftRepository
from adapters.postgres.desk.links import PostgresLinkRepository
from adapters.postgres.desk.macros import PostgresMacroRepository
from adapters.postgres.desk.merges import PostgresMergeRepository
from adapters.postgres.desk.numbers import Numbers
from adapters.postgres.desk.queues import PostgresTicketQueues
from adapters.postgres.desk.ratings import PostgresRatingRepository
from adapters.postgres.desk.repositories import (
    PostgresAssignmentRepository,
    PostgresTicketRepository,
)
from adapters.postgres.desk.sla import PostgresCalendarRepository, PostgresSlaPolicyRepository
from adapters.postgres.desk.statuses import PostgresStatusRepository
from adapters.postgres.desk.times import PostgresTimeRepository
from adapters.postgres.desk.views import PostgresViewRepository
from adapters.postgres.desk.watchers import PostgresWatcherRepository
from adapters.postgres.events import Recorder
from adapters.postgres.transaction import Transaction
from application.desk.ports import DeskWork


def desk_work(transaction: Transaction, recorder: Recorder, numbers: Numbers) -> DeskWork:
    return DeskWork(
        tickets=PostgresTicketRepository(transaction, recorder, numbers),
        comments=PostgresCommentRepository(transaction, recorder),
        drafts=PostgresDraftRepository(transaction, recorder),
        assignments=PostgresAssignmentRepository(transaction, recorder),
        links=PostgresLinkRepository(transaction, recorder),
        macros=PostgresMacroRepository(transaction, recorder),
        watchers=PostgresWatcherRepository(transaction, recorder),
        merges=PostgresMergeRepository(transaction, recorder),
        statuses=PostgresStatusRepository(transaction, recorder),
        queues=PostgresTicketQueues(transaction),
        times=PostgresTimeRepository(transaction, recorder),
        complaints=PostgresComplaintRepository(transaction, recorder),
        ratings=PostgresRatingRepository(transaction, recorder),
        developers=PostgresDeveloperRepository(transaction, recorder),
        teams=PostgresTeamRepository(transaction, recorder),
        categories=PostgresCategoryRepository(transaction, recorder),
        calendars=PostgresCalendarRepository(transaction, recorder),
        sla_policies=PostgresSlaPolicyRepository(transaction, recorder),
        views=PostgresViewRepository(transaction, recorder),
        people=PostgresPeople(transaction),
    )
