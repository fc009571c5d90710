from dataclasses import dataclass

from application.desk.ports import DeskWork
from application.desk.queries.macros import FilledMacro, MacroQueries
from application.shared.ports import UnitOfWork
from application.shared.prose import Prose
from domain.desk.access import sees_internal, sees_macro
from domain.desk.macro import Macro, MacroNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import MacroId, TicketId


@dataclass(frozen=True, slots=True)
class FillMacro:
    """See what a macro would say on a ticket, and say it oneself in other words if need be."""

    uow: UnitOfWork[DeskWork]
    macros: MacroQueries
    prose: Prose

    async def __call__(self, actor: Actor, ticket_id: TicketId, macro_id: MacroId) -> FilledMacro:
        require(sees_internal(actor), "use macros")
        values = await self.macros.values(actor, ticket_id)
        async with self.uow() as work:
            macro = await read_macro(work, actor, macro_id)
        body = macro.fill(values)
        html = await self.prose.html(body)
        return FilledMacro(macro_id=macro.id, body=body, body_html=html, is_internal=macro.is_internal)


async def read_macro(work: DeskWork, actor: Actor, macro_id: MacroId) -> Macro:
    """To use it. MacroNotFound for those of others."""
    macro = await work.macros.find(macro_id)
    if macro is None or not sees_macro(actor, macro):
        raise MacroNotFound("There is no such macro.")
    return macro
