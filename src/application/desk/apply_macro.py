from dataclasses import dataclass

from msgspec import UNSET

from application.desk.add_comment import AddComment, AddCommentCommand
from application.desk.assign_ticket import AssignTicket, AssignTicketCommand
from application.desk.claim_ticket import ClaimTicket, ClaimTicketCommand
from application.desk.fill_macro import read_macro
from application.desk.ports import DeskWork
from application.desk.queries.macros import MacroQueries
from application.desk.queries.tickets import TicketCard
from application.desk.revise_ticket import ReviseTicket, ReviseTicketCommand
from application.desk.tag_ticket import TagTicket, TagTicketCommand
from application.shared.messages import Command
from application.shared.ports import UnitOfWork
from domain.desk.access import TicketScope, may_work
from domain.desk.macro import Macro
from domain.desk.ticket import Status, Ticket
from domain.shared.access import Actor, require
from domain.shared.ids import MacroId, TicketId


class ApplyMacroCommand(Command, frozen=True, kw_only=True):
    ticket_id: TicketId
    macro_id: MacroId


@dataclass(frozen=True, slots=True)
class ApplyMacro:
    """Say and do what a macro says, all of it or nothing: each by the rules of its own."""

    uow: UnitOfWork[DeskWork]
    macros: MacroQueries
    add_comment: AddComment
    assign_ticket: AssignTicket
    claim_ticket: ClaimTicket
    revise_ticket: ReviseTicket
    tag_ticket: TagTicket

    async def __call__(self, actor: Actor, command: ApplyMacroCommand) -> TicketCard:
        require(may_work(actor), "use macros")
        async with self.uow() as work:
            ticket = await work.tickets.get(command.ticket_id, scope=TicketScope.of(actor))
            macro = await read_macro(work, actor, command.macro_id)
            if macro.status is Status.REOPENED:  # what is closed takes nothing else before
                await self._revise(actor, macro, ticket)
            if macro.assigns_to_me and ticket.assignee_id != actor.user_id:
                await self._take(actor, ticket)
            if body := macro.fill(await self.macros.values(actor, ticket.id)).strip():
                await self.add_comment(
                    actor, AddCommentCommand(ticket_id=ticket.id, body=body, internal=macro.is_internal)
                )
            if macro.tags:
                await self.tag_ticket(actor, TagTicketCommand(ticket_id=ticket.id, add=macro.tags))
            ticket = await work.tickets.get(ticket.id, scope=TicketScope.of(actor))
            return await self._revise(actor, macro, ticket)

    async def _take(self, actor: Actor, ticket: Ticket) -> None:
        if ticket.assignee_id is None:
            await self.claim_ticket(actor, ClaimTicketCommand(ticket_id=ticket.id))
        else:
            await self.assign_ticket(actor, AssignTicketCommand(ticket_id=ticket.id, developer_id=actor.user_id))

    async def _revise(self, actor: Actor, macro: Macro, ticket: Ticket) -> TicketCard:
        """What is so already needs no change."""
        changes = ReviseTicketCommand(
            ticket_id=ticket.id,
            priority=UNSET if macro.priority in (None, ticket.priority) else macro.priority,
            status=UNSET if macro.status in (None, ticket.status) else macro.status,
        )
        return await self.revise_ticket(actor, changes)
