from collections.abc import Mapping
from functools import partial
from typing import final

from adapters.memory.desk.visible import require_visible
from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.ports import MacroRepository
from application.desk.queries.macros import MACRO_SORTS, MacroCard, MacroFilter, MacroQueries
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.access import sees_internal, sees_macro
from domain.desk.macro import Macro, MacroNameTaken, MacroNotFound
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import MacroId, TicketId


@final
class MemoryMacroRepository(MacroRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._macros = transaction.rows.macros

    async def get(self, macro_id: MacroId) -> Macro:
        try:
            return self._macros[macro_id]
        except KeyError:
            raise MacroNotFound("There is no such macro.") from None

    async def find(self, macro_id: MacroId) -> Macro | None:
        return self._macros.get(macro_id)

    async def save(self, macro: Macro, *events: Event) -> None:
        others = (one for one in self._macros.values() if one.id != macro.id and one.owner_id == macro.owner_id)
        if any(one.name.casefold() == macro.name.casefold() for one in others):
            raise MacroNameTaken("There is a macro of this name already.", {"name": "Taken."})
        self._transaction.save(self._macros, macro.id, macro, events)

    async def remove(self, macro_id: MacroId, *events: Event) -> None:
        self._transaction.remove(self._macros, macro_id, events)


@final
class MemoryMacroQueries(MacroQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: MacroFilter, page: PageRequest) -> Page[MacroCard]:
        require(sees_internal(actor), "list macros")
        wanted = (filter.search or "").casefold()
        found = (
            one
            for one in self._store.rows.macros.values()
            if sees_macro(actor, one)
            and filter.shared in (None, one.owner_id is None)
            and wanted in one.name.casefold()
        )
        return listed(found, page, MACRO_SORTS, partial(as_row, kind=MacroCard))

    async def card(self, actor: Actor, macro_id: MacroId) -> MacroCard:
        require(sees_internal(actor), "read macros")
        macro = self._store.rows.macros.get(macro_id)
        if macro is None or not sees_macro(actor, macro):
            raise MacroNotFound("There is no such macro.")
        return as_row(macro, MacroCard)

    async def own(self, actor: Actor, page: PageRequest) -> Page[MacroCard]:
        found = (one for one in self._store.rows.macros.values() if one.owner_id == actor.user_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=MacroCard))

    async def values(self, actor: Actor, ticket_id: TicketId) -> Mapping[str, str]:
        rows = self._store.rows
        ticket = require_visible(rows, actor, ticket_id)
        requester = rows.users.get(ticket.requester_id)
        agent, assignee = rows.users.get(actor.user_id), ticket.assignee_id and rows.users.get(ticket.assignee_id)
        team = ticket.team_id and rows.teams.get(ticket.team_id)
        return {
            "ticket.number": str(ticket.number),
            "ticket.title": ticket.title,
            "requester.name": requester.name if requester else "",
            "requester.firstName": (requester.first_name or requester.name) if requester else "",
            "agent.name": agent.name if agent else "",
            "assignee.name": assignee.name if assignee else "",
            "team.name": team.name if team else "",
        }
