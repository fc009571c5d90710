from application.desk.ports import DeskWork
from domain.desk.access import may_keep_macro, sees_macro
from domain.desk.macro import Macro, MacroNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import MacroId


async def lock_macro(work: DeskWork, actor: Actor, macro_id: MacroId) -> Macro:
    """Load to change it. MacroNotFound for those of others."""
    macro = await work.macros.get(macro_id)
    if not sees_macro(actor, macro):
        raise MacroNotFound("There is no such macro.")
    require(may_keep_macro(actor, macro.owner_id), "change this macro")
    return macro
