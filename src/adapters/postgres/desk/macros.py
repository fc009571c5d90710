from collections.abc import Mapping
from typing import Final, final

from sqlalchemy import Text, cast, func, or_, select

from adapters.postgres.desk.kept import MACROS
from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.events import Recorder
from adapters.postgres.listing import SEARCH, Listing, Wanted, equal
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, contains, parameter
from adapters.postgres.tables import macros, teams, tickets, users
from adapters.postgres.transaction import Transaction, look
from application.desk.ports import MacroRepository
from application.desk.queries.macros import MACRO_SORTS, MacroCard, MacroFilter, MacroQueries
from application.shared.page import Page, PageRequest
from domain.desk.access import TicketScope, sees_internal
from domain.desk.macro import PLACEHOLDERS, Macro, MacroNotFound
from domain.desk.ticket import TicketNotFound
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import MacroId, TicketId

_ID: Final = macros.c.id == parameter("id", macros.c.id)
_GET: Final = Statement(MACROS.to_change(_ID))
_FIND: Final = Statement(MACROS.selected.where(_ID))

_SEEN: Final = "seen"
_SHARED: Final = "shared"
_PERSONAL: Final = "personal"
_IS_SEEN: Final = or_(macros.c.owner_id.is_(None), macros.c.owner_id == parameter("actor_id", macros.c.owner_id))
_MACROS: Final = Listing(
    MacroCard,
    macros,
    key=macros.c.id,
    sort_types=MACRO_SORTS,
    sorts={"name": macros.c.name, "createdAt": macros.c.created_at},
    conditions={
        _SEEN: _IS_SEEN,
        _SHARED: macros.c.owner_id.is_(None),
        _PERSONAL: macros.c.owner_id.is_not(None),
        **equal(macros.c.owner_id),
        SEARCH: contains(macros.c.name_key, SEARCH),
    },
)
_MACRO: Final = Statement(select(*_MACROS.columns).where(_ID, _IS_SEEN))

_REQUESTER: Final = users.alias("requester")
_ASSIGNEE: Final = users.alias("assignee")
_AGENT: Final = users.alias("agent")
_TEAM: Final = teams.alias("team")
_NOTHING: Final = ""
_VALUES: Final = (
    select(
        cast(tickets.c.number, Text),
        tickets.c.title,
        _REQUESTER.c.name,
        func.coalesce(func.nullif(_REQUESTER.c.first_name, _NOTHING), _REQUESTER.c.name),
        func.coalesce(_AGENT.c.name, _NOTHING),
        func.coalesce(_ASSIGNEE.c.name, _NOTHING),
        func.coalesce(_TEAM.c.name, _NOTHING),
    )
    .select_from(
        tickets.join(_REQUESTER, _REQUESTER.c.id == tickets.c.requester_id)
        .outerjoin(_AGENT, _AGENT.c.id == parameter("agent_id", users.c.id))
        .outerjoin(_ASSIGNEE, _ASSIGNEE.c.id == tickets.c.assignee_id)
        .outerjoin(_TEAM, _TEAM.c.id == tickets.c.team_id)
    )
    .where(tickets.c.id == parameter("id", tickets.c.id))
)
_FILLING: Final = {name: Statement(_VALUES.where(condition)) for name, condition in SCOPES.items()}
"""What fills `PLACEHOLDERS`, in their order."""


@final
class PostgresMacroRepository(MacroRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, macro_id: MacroId) -> Macro:
        macro = await MACROS.load(self._transaction, _GET, id=macro_id)
        if macro is None:
            raise MacroNotFound("There is no such macro.")
        return macro

    async def find(self, macro_id: MacroId) -> Macro | None:
        return await MACROS.load(self._transaction, _FIND, id=macro_id)

    async def save(self, macro: Macro, *events: Event) -> None:
        await MACROS.save(self._transaction, self._recorder, macro, events)

    async def remove(self, macro_id: MacroId, *events: Event) -> None:
        await MACROS.remove(self._transaction, self._recorder, macro_id, events)


@final
class PostgresMacroQueries(MacroQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: MacroFilter, page: PageRequest) -> Page[MacroCard]:
        require(sees_internal(actor), "list macros")
        asked: Wanted = {_SEEN: None, "actor_id": actor.user_id}
        if filter.shared is not None:
            asked[_SHARED if filter.shared else _PERSONAL] = None
        if filter.search is not None:
            asked[SEARCH] = filter.search
        return await _MACROS.page(self._pool, asked, page)

    async def card(self, actor: Actor, macro_id: MacroId) -> MacroCard:
        require(sees_internal(actor), "read macros")
        found = await look(self._pool, _MACRO, {"id": macro_id, "actor_id": actor.user_id})
        if not found:
            raise MacroNotFound("There is no such macro.")
        return _MACROS.read(found[0])

    async def own(self, actor: Actor, page: PageRequest) -> Page[MacroCard]:
        return await _MACROS.page(self._pool, {"owner_id": actor.user_id}, page)

    async def values(self, actor: Actor, ticket_id: TicketId) -> Mapping[str, str]:
        scope = TicketScope.of(actor)
        asked = {"id": ticket_id, "agent_id": actor.user_id} | scope_parameters(scope)
        found = await look(self._pool, _FILLING[scope_name(scope)], asked)
        if not found:
            raise TicketNotFound("There is no such ticket.")
        return dict(zip(PLACEHOLDERS, found[0], strict=True))
