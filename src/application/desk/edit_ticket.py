from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.ports import DeskWork
from application.desk.queries.tickets import TicketCard
from application.shared.messages import Command, Line, Tags, Text, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.access import TicketScope, may_edit
from domain.desk.ticket import Priority
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId, TicketId


class EditTicketCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    ticket_id: TicketId
    expected_version: int | None = None
    title: Line | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    category_id: CategoryId | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class EditTicket:
    """Say better what the problem is. A new category brings its team along."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditTicketCommand) -> TicketCard:
        changes = trimmed(stated(command, "title", "description", "priority", "category_id", "tags"), "title")
        if "tags" in changes:
            changes["tags"] = tuple(dict.fromkeys(changes["tags"]))
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            require(may_edit(actor, ticket), "edit this ticket")
            ticket.require_version(command.expected_version)
            ticket.require_not_merged()
            if not changes:
                return TicketCard.of(ticket)
            if (category_id := changes.get("category_id")) not in (None, ticket.category_id):
                category = await work.categories.get(category_id)
                category.require_active()
                changes["team_id"] = category.team_id
            edited, event = ticket.edit(at=self.clock.now(), **changes)
            await work.tickets.save(edited, event)
        return TicketCard.of(edited)
