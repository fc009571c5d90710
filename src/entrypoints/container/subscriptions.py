"""Who reacts to what: the whole of it."""

from collections.abc import Callable, Mapping
from typing import Final

from application.identity.issue_token import IssueToken
from application.identity.when_email_unverified import WhenEmailUnverified
from application.identity.when_password_changed import WhenPasswordChanged
from application.identity.when_password_reset_requested import WhenPasswordResetRequested
from application.notifications.when_ticket_assigned import WhenTicketAssigned
from application.shared.ports import Reaction
from application.shared.reactions import Reactions
from application.shelf import Shelf
from domain.desk.events import TicketAssigned
from domain.identity.events import (
    EmailVerificationRequested,
    PasswordChanged,
    PasswordReset,
    PasswordResetRequested,
    UserRegistered,
)
from domain.shared.events import Event
from entrypoints.container.adapters import Adapters

Make = Callable[[Shelf, Adapters], Reaction]


def _issue(shelf: Shelf, adapters: Adapters) -> IssueToken:
    return IssueToken(shelf.identity_work, adapters.clock(), adapters.secrets())


def _when_password_reset_requested(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenPasswordResetRequested(_issue(shelf, adapters), adapters.letters(), adapters.mailer())


def _when_email_unverified(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenEmailUnverified(_issue(shelf, adapters), adapters.letters(), adapters.mailer())


def _when_password_changed(shelf: Shelf, adapters: Adapters) -> Reaction:
    return WhenPasswordChanged(shelf.identity_work, adapters.letters(), adapters.mailer())


SUBSCRIPTIONS: Final[Mapping[type[Event], tuple[Make, ...]]] = {
    TicketAssigned: (lambda shelf, _: WhenTicketAssigned(shelf.notifications_work),),
    PasswordResetRequested: (_when_password_reset_requested,),
    PasswordReset: (_when_password_changed,),
    PasswordChanged: (_when_password_changed,),
    UserRegistered: (_when_email_unverified,),
    EmailVerificationRequested: (_when_email_unverified,),
}

AWAITED: Final = frozenset(event.name for event in SUBSCRIPTIONS)
"""Wire names of the events that set anything off; only these cost a job."""


def reactions(shelf: Shelf, adapters: Adapters) -> Reactions:
    made = {event: [make(shelf, adapters) for make in makers] for event, makers in SUBSCRIPTIONS.items()}
    return Reactions(made)
