from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from application.desk.add_comment import AddComment, AddCommentCommand
from application.desk.assign_ticket import AssignTicket, AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatus, ChangeTicketStatusCommand
from application.desk.edit_ticket import EditTicket, EditTicketCommand
from application.desk.errors import CategoryUnknown, StatusUnknown
from application.desk.ports import DeskWork
from application.desk.revise_ticket import ResolutionWithoutMove
from application.desk.tag_ticket import TagTicket, TagTicketCommand
from application.desk.unassign_ticket import UnassignTicket, UnassignTicketCommand
from application.shared.messages import Command, Message, ShortText, Tags, Text, as_dict, stated
from application.shared.ports import UnitOfWork
from domain.desk.access import TicketScope, may_work
from domain.desk.category import CategoryInactive
from domain.desk.developer import NotADeveloper
from domain.desk.named_status import StatusInactive, StatusUnclear, meant
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, require
from domain.shared.errors import Conflict, Invalid, Refusal, Throttled, Unavailable
from domain.shared.ids import CategoryId, StatusId, TicketId, UserId


class ActionRefused(Conflict):
    """Some of the tickets could not be acted on, so that none was; `details` say why for each."""

    code = "DESK_ACTION_REFUSED"


class Mode(StrEnum):
    """Whether one ticket that refuses holds up all others."""

    ALL = "all"
    EACH = "each"


class Remark(Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    body: Text
    internal: bool = False


class TicketAction(Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to happen to each ticket, all of it or nothing. What is left out stays.

    Tags that are to be added and removed go. With `assigneeId` null tickets are nobody's again. `statusId` is a name
    inside a status, which need not be stated then.
    """

    comment: Remark | None = None
    priority: Priority | UnsetType = UNSET
    category_id: CategoryId | UnsetType | None = UNSET
    add_tags: Tags = ()
    remove_tags: Tags = ()
    assignee_id: UserId | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    status_id: StatusId | None = None
    resolution: ShortText | None = None


Tickets = Annotated[tuple[TicketId, ...], Meta(min_length=1, max_length=500)]
Versions = dict[TicketId, int]


class ActOnTicketsCommand(Command, frozen=True, kw_only=True):
    """`versions` tell of which state a ticket is to be, where that matters."""

    ids: Tickets
    mode: Mode
    action: TicketAction
    versions: Versions = field(default_factory=dict)


class Refused(Message, frozen=True):
    code: str
    message: str
    details: dict[str, str]

    @classmethod
    def by(cls, refusal: Refusal) -> "Refused":
        return cls(refusal.code, refusal.message, refusal.details)


class TicketOutcome(Message, frozen=True):
    """What became of one ticket; `error` says why nothing did."""

    id: TicketId
    ok: bool
    error: Refused | None = None


@dataclass(frozen=True, slots=True)
class ActOnTickets:
    """Do the same to many tickets, to each as if it were the only one: by the same rights, rules and records.

    It is one transaction, so that nothing is half done when it breaks off. All tickets are locked before anything
    else is: whoever holds a developer waits for no ticket.
    """

    uow: UnitOfWork[DeskWork]
    add_comment: AddComment
    assign_ticket: AssignTicket
    change_ticket_status: ChangeTicketStatus
    edit_ticket: EditTicket
    tag_ticket: TagTicket
    unassign_ticket: UnassignTicket
    at_most: int

    async def __call__(self, actor: Actor, command: ActOnTicketsCommand) -> list[TicketOutcome]:
        require(may_work(actor), "act on many tickets at once")
        _require_sound(command, self.at_most)
        async with self.uow() as work:
            await work.tickets.lock(command.ids, scope=TicketScope.of(actor))
            status = await _require_references(work, command.action)
            became = {one: await self._outcome(actor, one, command, status) for one in sorted(command.ids)}
            outcomes = [became[ticket_id] for ticket_id in command.ids]
            if command.mode is Mode.ALL:
                _require_all(outcomes)
        return outcomes

    async def _outcome(
        self, actor: Actor, ticket_id: TicketId, command: ActOnTicketsCommand, status: Status | None
    ) -> TicketOutcome:
        try:
            async with self.uow.part() as work:
                if (version := command.versions.get(ticket_id)) is not None:
                    ticket = await work.tickets.get(ticket_id, scope=TicketScope.of(actor))
                    ticket.require_version(version)
                await self._act(actor, ticket_id, command.action, status)
        except (Throttled, Unavailable):  # says nothing about this ticket
            raise
        except Refusal as refusal:
            return TicketOutcome(ticket_id, ok=False, error=Refused.by(refusal))
        return TicketOutcome(ticket_id, ok=True)

    async def _act(self, actor: Actor, ticket_id: TicketId, action: TicketAction, status: Status | None) -> None:
        """What is said comes first, as a reply may do for a resolution; what is closed is opened before it changes."""
        if action.comment is not None:
            await self.add_comment(actor, AddCommentCommand(ticket_id=ticket_id, **as_dict(action.comment)))
        if status is Status.REOPENED:
            await self._move(actor, ticket_id, action, status)
        if changes := stated(action, "priority", "category_id"):
            await self.edit_ticket(actor, EditTicketCommand(ticket_id=ticket_id, **changes))
        if action.add_tags or action.remove_tags:
            tags = TagTicketCommand(ticket_id=ticket_id, add=action.add_tags, remove=action.remove_tags)
            await self.tag_ticket(actor, tags)
        if action.assignee_id is None:
            await self.unassign_ticket(actor, UnassignTicketCommand(ticket_id=ticket_id))
        elif action.assignee_id is not UNSET:
            await self.assign_ticket(actor, AssignTicketCommand(ticket_id=ticket_id, developer_id=action.assignee_id))
        if status not in (None, Status.REOPENED):
            await self._move(actor, ticket_id, action, status)

    async def _move(self, actor: Actor, ticket_id: TicketId, action: TicketAction, status: Status | None) -> None:
        move = ChangeTicketStatusCommand(
            ticket_id=ticket_id, status=status, status_id=action.status_id, resolution=action.resolution
        )
        await self.change_ticket_status(actor, move)


def _require_sound(command: ActOnTicketsCommand, at_most: int) -> None:
    """What is wrong whatever the tickets are."""
    moves = command.action.status is not UNSET or command.action.status_id is not None
    if command.action.resolution is not None and not moves:
        raise ResolutionWithoutMove("A resolution needs a status.", {"action.resolution": "Only together with status."})
    wrong: dict[str, str] = {}
    if command.action == TicketAction():
        wrong["action"] = "States nothing to do."
    if len(command.ids) > at_most:
        wrong["ids"] = f"At most {at_most} elements."
    elif len(set(command.ids)) < len(command.ids):
        wrong["ids"] = "A ticket is named twice."
    if not command.versions.keys() <= set(command.ids):
        wrong["versions"] = "Names a ticket that is not among ids."
    if wrong:
        raise Invalid("The tickets cannot be acted on like this.", wrong)


async def _require_references(work: DeskWork, action: TicketAction) -> Status | None:
    """Whom and what no ticket could be given is refused once, by its name, instead of for every ticket.

    Gives back where the tickets are to be moved, None where they stay.
    """
    try:
        if action.assignee_id is not UNSET and action.assignee_id is not None:
            await work.developers.get(action.assignee_id)
        if action.category_id is not UNSET and action.category_id is not None:
            (await work.categories.get(action.category_id)).require_active()
        status = None if action.status is UNSET else action.status
        named = await work.statuses.get(action.status_id) if action.status_id else None
        return meant(status, named) if status or named else None
    except (NotADeveloper, CategoryUnknown, CategoryInactive, StatusUnknown, StatusInactive, StatusUnclear) as refusal:
        inside = {f"action.{name}": problem for name, problem in refusal.details.items()}
        raise type(refusal)(refusal.message, inside) from None


def _require_all(outcomes: list[TicketOutcome]) -> None:
    refused = {
        f"ids[{place}]": f"{outcome.error.code}: {outcome.error.message}"
        for place, outcome in enumerate(outcomes)
        if outcome.error is not None
    }
    if refused:
        raise ActionRefused(f"{len(refused)} of {len(outcomes)} tickets refuse, so that nothing was done.", refused)
