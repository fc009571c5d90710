from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from application.desk.create_macro import MacroText
from application.desk.lock_macro import lock_macro
from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, Tags, stated, trimmed
from application.shared.ports import Clock, UnitOfWork
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor
from domain.shared.ids import MacroId


class EditMacroCommand(Command, frozen=True, kw_only=True):
    """What is not stated stays."""

    macro_id: MacroId
    name: Line | UnsetType = UNSET
    body: MacroText | UnsetType = UNSET
    internal: bool | UnsetType = UNSET
    status: Status | UnsetType | None = UNSET
    priority: Priority | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET
    assign_to_me: bool | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class EditMacro:
    """Say or do something else by it. Whose it is stays."""

    uow: UnitOfWork[DeskWork]
    clock: Clock

    async def __call__(self, actor: Actor, command: EditMacroCommand) -> None:
        changes = trimmed(stated(command, "name", "body", "status", "priority", "tags"), "name")
        if command.internal is not UNSET:
            changes["is_internal"] = command.internal
        if command.assign_to_me is not UNSET:
            changes["assigns_to_me"] = command.assign_to_me
        async with self.uow() as work:
            macro = await lock_macro(work, actor, command.macro_id)
            edited, event = macro.edit(at=self.clock.now(), **changes)
            await work.macros.save(edited, event)
