from dataclasses import dataclass

from application.desk.lock_macro import lock_macro
from application.desk.ports import DeskWork
from application.shared.messages import Command
from application.shared.ports import Clock, UnitOfWork
from domain.shared.access import Actor
from domain.shared.ids import MacroId


class DeleteMacroCommand(Command, frozen=True, kw_only=True):
    macro_id: MacroId


@dataclass(frozen=True, slots=True)
class DeleteMacro:
    """What was said by it stays said."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteMacroCommand) -> None:
        async with self.uow() as work:
            macro = await lock_macro(work, actor, command.macro_id)
            await work.macros.remove(macro.id, macro.delete(at=self.clock.now()))
