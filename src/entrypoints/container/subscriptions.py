"""Who reacts to what: the whole of it."""

from collections.abc import Callable, Mapping
from typing import Final

from application.desk.recompute_clocks import RecomputeClocks
from application.desk.when_terms_changed import WhenTermsChanged
from application.desk.when_ticket_changed import WhenTicketChanged
from application.desk.when_ticket_resolved import WhenTicketResolved
from application.identity.issue_token import IssueToken
from application.identity.letters import Letters
from application.identity.ports import IdentityWork
from application.identity.when_api_key_created import WhenApiKeyCreated
from application.identity.when_email_change_requested import WhenEmailChangeRequested
from application.identity.when_email_to_change import WhenEmailToChange
from application.identity.when_email_unverified import WhenEmailUnverified
from application.identity.when_external_identity_changed import WhenExternalIdentityChanged
from application.identity.when_invitation_created import WhenInvitationCreated
from application.identity.when_password_changed import WhenPasswordChanged
from application.identity.when_password_reset_requested import WhenPasswordResetRequested
from application.identity.when_refresh_token_reused import WhenRefreshTokenReused
from application.identity.when_registered_again import WhenRegisteredAgain
from application.identity.when_role_changed import WhenRoleChanged as MailWhenRoleChanged
from application.identity.when_second_factor_changed import WhenSecondFactorChanged
from application.identity.when_session_started import WhenSessionStarted
from application.identity.when_user_reinstated import WhenUserReinstated
from application.identity.when_user_suspended import WhenUserSuspended
from application.notifications.when_complaint_moved import WhenComplaintMoved
from application.notifications.when_complaint_submitted import WhenComplaintSubmitted
from application.notifications.when_people_mentioned import WhenPeopleMentioned
from application.notifications.when_role_changed import WhenRoleChanged
from application.notifications.when_sla_breached import WhenSlaBreached
from application.notifications.when_sla_warned import WhenSlaWarned
from application.notifications.when_team_changed import WhenTeamChanged
from application.notifications.when_ticket_assigned import WhenTicketAssigned
from application.notifications.when_ticket_commented import WhenTicketCommented
from application.notifications.when_ticket_moved import WhenTicketMoved
from application.notifications.when_ticket_rated import WhenTicketRated
from application.shared.mail import Mailer
from application.shared.ports import Reaction, UnitOfWork
from application.shared.reactions import Reactions
from application.shelf import Shelf
from domain.desk.events import (
    CalendarEdited,
    CategoryEdited,
    ComplaintMoved,
    ComplaintSubmitted,
    DeveloperProfileSet,
    PeopleMentioned,
    SlaBreached,
    SlaPolicyCreated,
    SlaPolicyDeleted,
    SlaPolicyEdited,
    SlaWarned,
    TicketAssigned,
    TicketCommented,
    TicketEdited,
    TicketMoved,
    TicketOpened,
    TicketRated,
    TicketUnassigned,
)
from domain.identity.events import (
    ApiKeyCreated,
    EmailChangeRequested,
    EmailVerificationRequested,
    ExternalIdentityLinked,
    ExternalIdentityUnlinked,
    InvitationCreated,
    PasswordChanged,
    PasswordReset,
    PasswordResetRequested,
    PasswordSet,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    RefreshTokenReused,
    RegisteredAgain,
    RoleChanged,
    SecondFactorDisabled,
    SecondFactorEnabled,
    SessionStarted,
    TeamChanged,
    TierChanged,
    UserAnonymised,
    UserRegistered,
    UserReinstated,
    UserSuspended,
)
from domain.shared.events import Event
from entrypoints.container.adapters import Adapters
from entrypoints.container.routing import (
    when_developer_leaves,
    when_policy_changes,
    when_room_appears,
    when_ticket_needs_somebody,
)

Make = Callable[[Shelf, Adapters], Reaction]


def _issue(shelf: Shelf, adapters: Adapters) -> IssueToken:
    return IssueToken(shelf.identity_work, adapters.clock(), adapters.secrets())


def _when_password_reset_requested(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenPasswordResetRequested(_issue(shelf, adapters), adapters.letters(), adapters.mailer())


def _when_email_unverified(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenEmailUnverified(_issue(shelf, adapters), adapters.letters(), adapters.mailer())


def _when_registered_again(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenRegisteredAgain(_issue(shelf, adapters), adapters.letters(), adapters.mailer())


def _when_email_change_requested(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenEmailChangeRequested(_issue(shelf, adapters), adapters.letters(), adapters.mailer())


def _when_invitation_created(shelf: Shelf, adapters: Adapters) -> Reaction:
    made = adapters.clock(), adapters.secrets(), adapters.letters(), adapters.mailer()
    return WhenInvitationCreated(shelf.identity_work, *made)


def _by_mail(kind: Callable[[UnitOfWork[IdentityWork], Letters, Mailer], Reaction]) -> Make:
    """What looks up an account and writes to its owner."""
    return lambda shelf, adapters: kind(shelf.identity_work, adapters.letters(), adapters.mailer())


def _when_second_factor_changed(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenSecondFactorChanged(shelf.identity_work, adapters.second_factor_letters(), adapters.mailer())


def _when_ticket_changed(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenTicketChanged(shelf.desk_work, adapters.clock())


def _when_terms_changed(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenTermsChanged(RecomputeClocks(shelf.desk_work, adapters.clock()))


def _when_ticket_resolved(shelf: Shelf, adapters: Adapters) -> Reaction:
    asks = adapters.settings().csat_enabled
    made = adapters.rating_links(), adapters.rating_letters(), adapters.mailer()
    return WhenTicketResolved(shelf.desk_work, *made, asks=asks)


SUBSCRIPTIONS: Final[Mapping[type[Event], tuple[Make, ...]]] = {
    CategoryEdited: (when_policy_changes, _when_terms_changed),
    DeveloperProfileSet: (when_room_appears,),
    PeopleMentioned: (lambda shelf, _: WhenPeopleMentioned(shelf.notifications_work),),
    TicketAssigned: (lambda shelf, _: WhenTicketAssigned(shelf.notifications_work), when_room_appears),
    TicketCommented: (lambda shelf, _: WhenTicketCommented(shelf.notifications_work), _when_ticket_changed),
    TicketEdited: (when_ticket_needs_somebody, _when_ticket_changed),
    TicketMoved: (
        lambda shelf, _: WhenTicketMoved(shelf.notifications_work),
        _when_ticket_resolved,
        when_ticket_needs_somebody,
        when_room_appears,
        _when_ticket_changed,
    ),
    TicketOpened: (when_ticket_needs_somebody, _when_ticket_changed),
    TicketUnassigned: (when_ticket_needs_somebody, when_room_appears),
    SlaWarned: (lambda shelf, _: WhenSlaWarned(shelf.notifications_work),),
    SlaBreached: (lambda shelf, _: WhenSlaBreached(shelf.notifications_work),),
    CalendarEdited: (_when_terms_changed,),
    SlaPolicyCreated: (_when_terms_changed,),
    SlaPolicyDeleted: (_when_terms_changed,),
    SlaPolicyEdited: (_when_terms_changed,),
    TierChanged: (_when_terms_changed,),
    TicketRated: (lambda shelf, _: WhenTicketRated(shelf.notifications_work),),
    ComplaintSubmitted: (lambda shelf, _: WhenComplaintSubmitted(shelf.notifications_work),),
    ComplaintMoved: (lambda shelf, _: WhenComplaintMoved(shelf.notifications_work),),
    PasswordResetRequested: (_when_password_reset_requested,),
    PasswordReset: (_by_mail(WhenPasswordChanged),),
    PasswordChanged: (_by_mail(WhenPasswordChanged),),
    PasswordSet: (_by_mail(WhenPasswordChanged),),
    SessionStarted: (_by_mail(WhenSessionStarted),),
    RefreshTokenReused: (_by_mail(WhenRefreshTokenReused),),
    RegisteredAgain: (_when_registered_again,),
    SecondFactorEnabled: (_when_second_factor_changed,),
    SecondFactorDisabled: (_when_second_factor_changed,),
    RecoveryCodeUsed: (_when_second_factor_changed,),
    RecoveryCodesRenewed: (_when_second_factor_changed,),
    UserRegistered: (_when_email_unverified,),
    EmailVerificationRequested: (_when_email_unverified,),
    EmailChangeRequested: (_when_email_change_requested, _by_mail(WhenEmailToChange)),
    RoleChanged: (
        _by_mail(MailWhenRoleChanged),
        lambda shelf, _: WhenRoleChanged(shelf.notifications_work),
        when_developer_leaves,
    ),
    TeamChanged: (lambda shelf, _: WhenTeamChanged(shelf.notifications_work), when_room_appears),
    InvitationCreated: (_when_invitation_created,),
    UserAnonymised: (when_developer_leaves,),
    UserSuspended: (_by_mail(WhenUserSuspended), when_developer_leaves),
    UserReinstated: (_by_mail(WhenUserReinstated), when_room_appears),
    ApiKeyCreated: (_by_mail(WhenApiKeyCreated),),
    ExternalIdentityLinked: (_by_mail(WhenExternalIdentityChanged),),
    ExternalIdentityUnlinked: (_by_mail(WhenExternalIdentityChanged),),
}

AWAITED: Final = frozenset(event.name for event in SUBSCRIPTIONS)
"""Wire names of the events that set anything off; only these cost a job."""


def reactions(shelf: Shelf, adapters: Adapters) -> Reactions:
    made = {event: [make(shelf, adapters) for make in makers] for event, makers in SUBSCRIPTIONS.items()}
    return Reactions(made)
