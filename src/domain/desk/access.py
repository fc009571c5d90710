"""Who may do what on the desk, and who sees which tickets."""

from dataclasses import dataclass
from typing import Self

from domain.desk.assignment import Assignment
from domain.desk.comment import Comment
from domain.desk.complaint import Complaint
from domain.desk.macro import Macro
from domain.desk.ticket import Status, Ticket
from domain.shared.access import Actor, Permission, Role
from domain.shared.ids import TeamId, UserId


@dataclass(frozen=True, slots=True)
class TicketScope:
    """The tickets somebody can know of: all of them, or those that are theirs in one of these ways.

    Memory asks `admits`; SQL reads the fields. What lies outside does not exist for them.
    """

    everything: bool = False
    requester_id: UserId | None = None
    assignee_id: UserId | None = None
    team_id: TeamId | None = None

    @classmethod
    def of(cls, actor: Actor) -> Self:
        """Everything for those who read all; else what they asked for, for developers also theirs and their team's."""
        if actor.can(Permission.TICKETS_READ_ALL):
            return cls(everything=True)
        if actor.role is Role.DEVELOPER:
            return cls(requester_id=actor.user_id, assignee_id=actor.user_id, team_id=actor.team_id)
        return cls(requester_id=actor.user_id)

    @classmethod
    def all(cls) -> Self:
        return cls(everything=True)

    def admits(self, ticket: Ticket) -> bool:
        return self.everything or any(
            mine is not None and mine == its
            for mine, its in (
                (self.requester_id, ticket.requester_id),
                (self.assignee_id, ticket.assignee_id),
                (self.team_id, ticket.team_id),
            )
        )


def may_work(actor: Actor) -> bool:
    """Solve tickets in scope: move them along, write internal notes."""
    return actor.can(Permission.TICKETS_WORK)


def may_open_for(actor: Actor, requester_id: UserId) -> bool:
    """Everybody for themselves, staff for others."""
    return actor.can(Permission.TICKETS_OPEN) and (actor.user_id == requester_id or may_work(actor))


def may_edit(actor: Actor, ticket: Ticket) -> bool:
    return may_work(actor) or ticket.requester_id == actor.user_id


def may_assign(actor: Actor, ticket: Ticket) -> bool:
    """Those who assign anything, and whoever holds it, who may hand it on."""
    return actor.can(Permission.TICKETS_ASSIGN) or (may_work(actor) and ticket.assignee_id == actor.user_id)


def may_move(actor: Actor, ticket: Ticket, status: Status) -> bool:
    """Staff along the whole path, but thrown away only by those who may; requesters reopen theirs."""
    if ticket.status is Status.OPEN and status is Status.CLOSED:
        return actor.can(Permission.TICKETS_DISCARD)
    return may_work(actor) or (status is Status.REOPENED and ticket.requester_id == actor.user_id)


def may_link(actor: Actor) -> bool:
    return may_work(actor)


def may_watch(actor: Actor, user_id: UserId) -> bool:
    """Have somebody watch tickets, or no longer: everybody themselves, staff others too."""
    return actor.user_id == user_id or may_work(actor)


def sees_watcher(actor: Actor, user_id: UserId) -> bool:
    """Staff see who watches; others whether they do."""
    return actor.user_id == user_id or sees_internal(actor)


def may_merge(actor: Actor) -> bool:
    """Of tickets that they see both."""
    return may_work(actor)


def keeps_time_of_all(actor: Actor) -> bool:
    return actor.can(Permission.TIME_MANAGE)


def may_log_time(actor: Actor, user_id: UserId) -> bool:
    """Log, amend and remove somebody's time: staff their own, those who keep it everybody's."""
    return may_work(actor) and (actor.user_id == user_id or keeps_time_of_all(actor))


def sees_time(actor: Actor, user_id: UserId) -> bool:
    """Somebody's time over all tickets, likewise; on one ticket staff see everybody's."""
    return sees_internal(actor) and (actor.user_id == user_id or keeps_time_of_all(actor))


def reads_all_complaints(actor: Actor) -> bool:
    return actor.can(Permission.COMPLAINTS_READ)


def sees_complaint(actor: Actor, complainant_id: UserId) -> bool:
    return actor.user_id == complainant_id or reads_all_complaints(actor)


def may_handle_complaint(actor: Actor, complaint: Complaint) -> bool:
    """Nobody judges what they said, or what was said about them."""
    is_involved = actor.user_id in {complaint.complainant_id, complaint.about_id}
    return actor.can(Permission.COMPLAINTS_HANDLE) and not is_involved


def sees_rating(actor: Actor, requester_id: UserId) -> bool:
    """Of a ticket they can know of."""
    return actor.user_id == requester_id or sees_internal(actor)


def may_answer(actor: Actor, assignment: Assignment) -> bool:
    """Its assignee answers it; those who assign may answer for them."""
    return actor.user_id == assignment.assignee_id or actor.can(Permission.TICKETS_ASSIGN)


def may_comment_internally(actor: Actor) -> bool:
    return may_work(actor)


def may_reword(actor: Actor, comment: Comment) -> bool:
    """Nobody puts words into another's mouth."""
    return actor.user_id == comment.author_id


def may_moderate(actor: Actor) -> bool:
    """Take what was said out of sight: of customers, or of everybody for good."""
    return actor.can(Permission.TICKETS_MODERATE)


def may_mention(actor: Actor) -> bool:
    """Have others told that they are named. Of those who may not, it is only their name that stands there."""
    return may_work(actor)


def may_be_mentioned(person: Actor, ticket: Ticket) -> bool:
    """Only who may know of any comment there is: so nobody learns of a note by being named in it."""
    return sees_internal(person) and TicketScope.of(person).admits(ticket)


def sees_macro(actor: Actor, macro: Macro) -> bool:
    """One's own, and those that are shared."""
    return macro.owner_id in (None, actor.user_id)


def may_keep_macro(actor: Actor, owner_id: UserId | None) -> bool:
    """Make and change it: one's own whoever works, shared ones whoever configures the desk."""
    return may_configure(actor) if owner_id is None else may_work(actor) and owner_id == actor.user_id


def sees_internal(actor: Actor) -> bool:
    return actor.can(Permission.TICKETS_READ_INTERNAL)


def may_read_reports(actor: Actor) -> bool:
    return actor.can(Permission.REPORTS_READ)


def may_read_desk(actor: Actor) -> bool:
    """Know teams, developers and service levels. Categories everybody may know: tickets are opened in them."""
    return actor.can(Permission.DESK_READ)


def may_configure(actor: Actor) -> bool:
    """Change teams, categories, developer profiles and service levels."""
    return actor.can(Permission.DESK_CONFIGURE)
