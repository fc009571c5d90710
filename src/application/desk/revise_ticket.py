from dataclasses import dataclass

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from application.desk.change_ticket_status import ChangeTicketStatus, ChangeTicketStatusCommand
from application.desk.edit_ticket import EditTicket, EditTicketCommand
from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import ShortText, stated
from application.shared.ports import UnitOfWork
from domain.desk.ticket import Status
from domain.shared.access import Actor
from domain.shared.errors import Invalid


class ResolutionWithoutMove(Invalid):
    """How it was resolved is said when it is resolved."""

    code = "DESK_RESOLUTION_WITHOUT_MOVE"


class ReviseTicketCommand(EditTicketCommand, frozen=True, kw_only=True):
    """What is not stated stays."""

    status: Status | UnsetType = UNSET
    resolution: ShortText | None = None


@dataclass(frozen=True, slots=True)
class ReviseTicket:
    """Edit a ticket and move it along in one go: both, or neither. The version is checked by what comes first."""

    uow: UnitOfWork[DeskWork]
    edit_ticket: EditTicket
    change_ticket_status: ChangeTicketStatus

    async def __call__(self, actor: Actor, command: ReviseTicketCommand) -> TicketCard:
        if command.resolution is not None and command.status is UNSET:
            raise ResolutionWithoutMove("A resolution needs a status.", {"resolution": "Only together with status."})
        says_more = bool(stated(command, "title", "description", "priority", "category_id", "tags"))
        async with self.uow():
            if command.status is UNSET:
                return await self.edit_ticket(actor, command)
            if not says_more:
                return await self._move(actor, command)
            if command.status is Status.REOPENED:  # what is closed can be edited from then on
                await self._move(actor, command)
                return await self.edit_ticket(actor, replace(command, expected_version=None))
            await self.edit_ticket(actor, command)
            return await self._move(actor, replace(command, expected_version=None))

    async def _move(self, actor: Actor, command: ReviseTicketCommand) -> TicketCard:
        move = ChangeTicketStatusCommand(
            ticket_id=command.ticket_id,
            status=command.status,  # type: ignore[arg-type] # stated, or there was nothing to move
            resolution=command.resolution,
            expected_version=command.expected_version,
        )
        return await self.change_ticket_status(actor, move)
