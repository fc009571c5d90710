from dataclasses import dataclass

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from application.desk.change_ticket_status import ChangeTicketStatus, ChangeTicketStatusCommand
from application.desk.edit_ticket import EditTicket, EditTicketCommand
from application.desk.ports import DeskWork
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
    """Edit a ticket and move it along in one go: both, or neither."""

    uow: UnitOfWork[DeskWork]
    edit_ticket: EditTicket
    change_ticket_status: ChangeTicketStatus

    async def __call__(self, actor: Actor, command: ReviseTicketCommand) -> None:
        if command.resolution is not None and command.status is UNSET:
            raise ResolutionWithoutMove("A resolution needs a status.", {"resolution": "Only together with status."})
        async with self.uow():
            if command.status is Status.REOPENED:  # what is closed can be edited from then on
                command = await self._move(actor, command)
            if stated(command, "title", "description", "priority", "category_id", "tags"):
                await self.edit_ticket(actor, command)
                command = replace(command, expected_version=None)
            if command.status is not UNSET:
                await self._move(actor, command)

    async def _move(self, actor: Actor, command: ReviseTicketCommand) -> ReviseTicketCommand:
        """What remains to be done after the move; the version has been checked then."""
        move = ChangeTicketStatusCommand(
            ticket_id=command.ticket_id,
            status=command.status,  # type: ignore[arg-type] # stated, or there was nothing to move
            resolution=command.resolution,
            expected_version=command.expected_version,
        )
        await self.change_ticket_status(actor, move)
        return replace(command, status=UNSET, expected_version=None)
