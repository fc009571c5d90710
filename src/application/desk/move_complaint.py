from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.shared.messages import Command, ShortText
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import may_handle_complaint, sees_complaint
from domain.desk.complaint import ComplaintNotFound, ComplaintStatus
from domain.shared.access import Actor, require
from domain.shared.ids import ComplaintId


class MoveComplaintCommand(Command, frozen=True, kw_only=True):
    complaint_id: ComplaintId
    status: ComplaintStatus
    resolution: ShortText | None = None


@dataclass(frozen=True, slots=True)
class MoveComplaint:
    """Those who handle complaints take one up and say how it ended; not one of their own or about themselves."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: MoveComplaintCommand) -> None:
        async with self.uow() as work:
            complaint = await work.complaints.get(command.complaint_id)
            if not sees_complaint(actor, complaint.complainant_id):
                raise ComplaintNotFound("There is no such complaint.")
            require(may_handle_complaint(actor, complaint), "handle this complaint")
            moved = complaint.move_to(command.status, resolution=command.resolution, at=self.clock.now())
            await work.complaints.save(*moved)
