"""What psycopg raises, as the refusal it amounts to. One place, by SQLSTATE and by the name of the constraint."""

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Final, final

import psycopg
from psycopg_pool import PoolTimeout, TooManyRequests

from application.desk.errors import CalendarUnknown, CategoryUnknown, PersonUnknown, StatusUnknown
from application.desk.errors import TeamUnknown as DeskTeamUnknown
from application.identity.errors import TeamNotFound, TeamUnknown
from domain.desk.calendar import CalendarInUse, CalendarNameTaken
from domain.desk.category import CategoryInUse, CategoryNameTaken, ParentUnknown
from domain.desk.link import LinkExists, ParentTaken
from domain.desk.macro import MacroNameTaken
from domain.desk.named_status import StatusInUse, StatusNameTaken
from domain.desk.sla import SlaPolicyExists
from domain.desk.team import TeamInUse, TeamNameTaken
from domain.desk.ticket import TicketNotFound, TicketTaken
from domain.identity.external_identity import ExternalIdentityTaken
from domain.identity.invitation import InvitationPending
from domain.identity.user import EmailTaken
from domain.shared.errors import Invalid, Refusal, Unavailable

BREACHES: Final[Mapping[str, Callable[[], Refusal]]] = {
    "users_canonical_email_key": lambda: EmailTaken("Somebody has this address already.", {"email": "Taken."}),
    "users_team_id_fkey": lambda: TeamUnknown("There is no such team.", {"teamId": "Unknown."}),
    "invitations_team_id_fkey": lambda: TeamNotFound("There is no such team."),
    "invitations_team_id_canonical_email_key": lambda: InvitationPending(
        "This address is invited to the team already.", {"email": "Invited."}
    ),
    "external_identities_issuer_subject_key": lambda: ExternalIdentityTaken(
        "An account is linked to this one of the provider's already."
    ),
    "teams_name_key_key": lambda: TeamNameTaken("There is a team of this name already.", {"name": "Taken."}),
    "teams_lead_id_fkey": lambda: _nobody("leadId"),
    "categories_parent_id_name_key_key": lambda: CategoryNameTaken(
        "There is a category of this name there already.", {"name": "Taken."}
    ),
    "categories_parent_id_fkey": lambda: ParentUnknown(
        "There is no such category to stand below.", {"parentId": "Unknown."}
    ),
    "categories_team_id_fkey": lambda: DeskTeamUnknown("There is no such team.", {"teamId": "Unknown."}),
    "calendars_name_key_key": lambda: CalendarNameTaken(
        "There is a calendar of this name already.", {"name": "Taken."}
    ),
    "sla_policies_calendar_id_fkey": lambda: CalendarUnknown("There is no such calendar.", {"calendarId": "Unknown."}),
    "sla_policies_category_id_fkey": lambda: CategoryUnknown("There is no such category.", {"categoryId": "Unknown."}),
    "sla_policies_priority_category_id_tier_key": lambda: SlaPolicyExists(
        "There is a policy for the same priority, category and tier already."
    ),
    "tickets_category_id_fkey": lambda: CategoryUnknown("There is no such category.", {"categoryId": "Unknown."}),
    "tickets_team_id_fkey": lambda: DeskTeamUnknown("There is no such team.", {"teamId": "Unknown."}),
    "tickets_assignee_id_fkey": lambda: _nobody("assigneeId"),
    "tickets_requester_id_fkey": lambda: _nobody("requesterId"),
    "tickets_status_id_fkey": lambda: StatusUnknown("There is no such status.", {"statusId": "Unknown."}),
    "statuses_name_key_key": lambda: StatusNameTaken("There is a status of this name already.", {"name": "Taken."}),
    "comments_ticket_id_fkey": lambda: TicketNotFound("There is no such ticket."),
    "comments_author_id_fkey": lambda: _nobody("authorId"),
    "macros_owner_id_name_key_key": lambda: MacroNameTaken(
        "There is a macro of this name already.", {"name": "Taken."}
    ),
    "developer_profiles_user_id_fkey": lambda: _nobody("userId"),
    "saved_views_team_id_fkey": lambda: DeskTeamUnknown("There is no such team.", {"teamId": "Unknown."}),
    "saved_views_owner_id_fkey": lambda: _nobody("ownerId"),
    "assignments_one_active_idx": lambda: TicketTaken("The ticket has just become somebody's."),
    "assignments_assignee_id_fkey": lambda: _nobody("assigneeId"),
    "ticket_links_relation_source_id_target_id_key": lambda: LinkExists(
        "The tickets are linked like this already.", {"ticketId": "Linked already."}
    ),
    "ticket_links_one_parent_idx": lambda: ParentTaken(
        "The ticket is part of another one already.", {"ticketId": "A ticket has one parent at most."}
    ),
}
"""What a breach of each constraint means when something is stored."""

IN_USE: Final[Mapping[str, Callable[[], Refusal]]] = {
    "users_team_id_fkey": lambda: TeamInUse("People still belong to the team."),
    "categories_team_id_fkey": lambda: TeamInUse("Categories still belong to the team."),
    "tickets_team_id_fkey": lambda: TeamInUse("Tickets still belong to the team."),
    "saved_views_team_id_fkey": lambda: TeamInUse("Views are still shared with the team."),
    "tickets_category_id_fkey": lambda: CategoryInUse("Tickets still carry the category."),
    "sla_policies_calendar_id_fkey": lambda: CalendarInUse("Policies go by the calendar."),
    "sla_policies_category_id_fkey": lambda: CategoryInUse("Something is promised for the category."),
    "tickets_status_id_fkey": lambda: StatusInUse("Tickets carry the status."),
    "ticket_merges_status_id_fkey": lambda: StatusInUse("Tickets carry the status."),
    "categories_parent_id_fkey": lambda: CategoryInUse("The category has others below it."),
}
"""What a breach of the same constraints means when something is removed: servers report both alike."""

_BROKEN_RULES: Final = {"23505", "23503", "23001"}
_BY_STATE: Final[Sequence[tuple[type[Refusal], tuple[str, ...], str]]] = (
    (Unavailable, ("40001", "40P01"), "Somebody else was changing the same; please try again."),
    (Unavailable, ("55P03", "57014", "25P03"), "The database takes too long."),
    (Unavailable, ("08", "25006", "53", "57", "58"), "The database does not answer as it should."),
    (Invalid, ("22",), "The input holds a value that cannot be stored."),
    (Invalid, ("54",), "The input is too large to be stored."),
)
"""By the beginning of the SQLSTATE. `Unavailable` asks its caller to come again after a second."""

_LOST: Final = ("08", "57P01", "57P02", "57P03")


@final
class refusals:  # noqa: N801 - reads as what it does: `with refusals():`
    """Turn what psycopg raises inside into the refusal it amounts to; what amounts to none is a mistake and passes."""

    __slots__ = ("_removing",)

    def __init__(self, *, removing: bool = False) -> None:
        self._removing = removing

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, psycopg.Error | UnicodeEncodeError):
            refusal = refusal_for(error, removing=self._removing)
            if refusal is not None:
                raise refusal from error


def refusal_for(error: psycopg.Error | UnicodeEncodeError, *, removing: bool = False) -> Refusal | None:
    if isinstance(error, UnicodeEncodeError):
        return Invalid("The input holds a character that is no character.")
    if error.sqlstate is None:
        return _without_state(error)
    if error.sqlstate in _BROKEN_RULES:
        meaning = (IN_USE if removing else BREACHES).get(error.diag.constraint_name or "")
        return meaning() if meaning else None
    return next((kind(text) for kind, states, text in _BY_STATE if error.sqlstate.startswith(states)), None)


def is_lost(error: psycopg.OperationalError) -> bool:
    """Whether the connection went away under the statement, which says nothing about the statement."""
    state = error.sqlstate
    return not isinstance(error, PoolTimeout) and (state is None or state.startswith(_LOST))


def _without_state(error: psycopg.Error) -> Refusal | None:
    """The client refused before the server saw anything, or there is no server."""
    if isinstance(error, PoolTimeout | TooManyRequests):
        return Unavailable("The database is busy.")
    if isinstance(error, psycopg.DataError):
        return Invalid("The input holds a character that cannot be stored.")
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return Unavailable("The database is not there.")
    return None


def _nobody(field: str) -> PersonUnknown:
    return PersonUnknown("There is no such user.", {field: "Unknown."})
