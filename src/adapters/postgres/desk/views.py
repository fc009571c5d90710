"""Views of tickets: storing and reading them."""

from typing import Any, Final, final

from sqlalchemy import ColumnElement, and_, or_, select

from adapters.postgres.desk.kept import VIEWS
from adapters.postgres.events import Recorder
from adapters.postgres.listing import Listing, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import saved_views
from adapters.postgres.transaction import Transaction, look
from application.desk.ports import ViewRepository
from application.desk.queries.views import VIEW_SORTS, ViewCard, ViewFilter, ViewQueries
from application.shared.page import Page, PageRequest
from domain.desk.view import SavedView, ViewNotFound, ViewScope
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import ViewId

_OWN: Final = saved_views.c.owner_id == parameter("scope_owner_id", saved_views.c.owner_id)
_FOR_THEM: Final = or_(
    saved_views.c.team_id.is_(None), saved_views.c.team_id == parameter("scope_team_id", saved_views.c.team_id)
)
_SCOPES: Final[dict[str, ColumnElement[bool]]] = {
    "scope own": _OWN,
    "scope staff": or_(_OWN, and_(saved_views.c.is_shared, _FOR_THEM)),
    "scope shared": or_(_OWN, saved_views.c.is_shared),
}
_LIST: Final = Listing(
    ViewCard,
    saved_views,
    key=saved_views.c.id,
    sort_types=VIEW_SORTS,
    sorts={
        "position": saved_views.c.position,
        "name": saved_views.c.name,
        "createdAt": saved_views.c.created_at,
    },
    conditions={**_SCOPES, **equal(saved_views.c.is_shared, saved_views.c.owner_id)},
)
_ID: Final = saved_views.c.id == parameter("id", saved_views.c.id)
_CARDS: Final = {name: Statement(select(*_LIST.columns).where(_ID, condition)) for name, condition in _SCOPES.items()}
_TO_CHANGE: Final = {name: Statement(VIEWS.to_change(_ID, condition)) for name, condition in _SCOPES.items()}


@final
class PostgresViewRepository(ViewRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, view_id: ViewId, *, scope: ViewScope) -> SavedView:
        statement = _TO_CHANGE[_name(scope)]
        view = await VIEWS.load(self._transaction, statement, id=view_id, **_parameters(scope))
        if view is None:
            raise ViewNotFound("There is no such view.")
        return view

    async def save(self, view: SavedView, *events: Event) -> None:
        await VIEWS.save(self._transaction, self._recorder, view, events)

    async def remove(self, view_id: ViewId, *events: Event) -> None:
        await VIEWS.remove(self._transaction, self._recorder, view_id, events)


@final
class PostgresViewQueries(ViewQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: ViewFilter, page: PageRequest) -> Page[ViewCard]:
        scope = ViewScope.of(actor)
        asked = wanted(filter) | {_name(scope): None} | _parameters(scope)
        return await _LIST.page(self._pool, asked, page)

    async def card(self, actor: Actor, view_id: ViewId) -> ViewCard:
        scope = ViewScope.of(actor)
        found = await look(self._pool, _CARDS[_name(scope)], {"id": view_id} | _parameters(scope))
        if not found:
            raise ViewNotFound("There is no such view.")
        return _LIST.read(found[0])

    async def own(self, actor: Actor, page: PageRequest) -> Page[ViewCard]:
        return await _LIST.page(self._pool, {"owner_id": actor.user_id}, page)


def _name(scope: ViewScope) -> str:
    if scope.everything_shared:
        return "scope shared"
    return "scope staff" if scope.is_staff else "scope own"


def _parameters(scope: ViewScope) -> dict[str, Any]:
    return {"scope_owner_id": scope.owner_id, "scope_team_id": scope.team_id}
