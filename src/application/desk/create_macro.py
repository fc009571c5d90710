from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from application.desk.ports import DeskWork
from application.shared.messages import Command, Line, Tags, as_dict, trimmed
from application.shared.ports import Clock, Ids, UnitOfWork
from domain.desk.access import may_keep_macro
from domain.desk.macro import Macro
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, require
from domain.shared.ids import MacroId

MacroText = Annotated[str, Meta(max_length=10_000)]
"""As long as Markdown is read."""


class CreateMacroCommand(Command, frozen=True, kw_only=True):
    name: Line
    shared: bool = False
    body: MacroText = ""
    internal: bool = False
    status: Status | None = None
    priority: Priority | None = None
    tags: Tags = ()
    assign_to_me: bool = False


@dataclass(frozen=True, slots=True)
class CreateMacro:
    """Keep a reply, for oneself or for everybody who works here."""

    uow: UnitOfWork[DeskWork]
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateMacroCommand) -> MacroId:
        owner_id = None if command.shared else actor.user_id
        require(may_keep_macro(actor, owner_id), "make such macros")
        fields = trimmed(as_dict(command, without=("shared", "internal", "assign_to_me")), "name")
        macro, created = Macro.create(
            id=self.ids.new(),
            owner_id=owner_id,
            is_internal=command.internal,
            assigns_to_me=command.assign_to_me,
            at=self.clock.now(),
            **fields,
        )
        async with self.uow() as work:
            await work.macros.save(macro, created)
        return macro.id
