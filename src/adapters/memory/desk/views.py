from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.ports import ViewRepository
from application.desk.queries.views import VIEW_SORTS, ViewCard, ViewFilter, ViewQueries
from application.desk.queries.wording import BIRTH_SORT
from application.shared.page import Page, PageRequest
from domain.desk.view import SavedView, ViewNotFound, ViewScope
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import ViewId


@final
class MemoryViewRepository(ViewRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._views = transaction.rows.views

    async def get(self, view_id: ViewId, *, scope: ViewScope) -> SavedView:
        return _in_scope(self._views.get(view_id), scope)

    async def save(self, view: SavedView, *events: Event) -> None:
        self._transaction.save(self._views, view.id, view, events)

    async def remove(self, view_id: ViewId, *events: Event) -> None:
        self._transaction.remove(self._views, view_id, events)


@final
class MemoryViewQueries(ViewQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: ViewFilter, page: PageRequest) -> Page[ViewCard]:
        scope, wanted = ViewScope.of(actor), filter.is_shared
        found = (
            view for view in self._store.rows.views.values() if scope.admits(view) and wanted in (None, view.is_shared)
        )
        return listed(found, page, VIEW_SORTS, partial(as_row, kind=ViewCard))

    async def card(self, actor: Actor, view_id: ViewId) -> ViewCard:
        return as_row(_in_scope(self._store.rows.views.get(view_id), ViewScope.of(actor)), ViewCard)

    async def own(self, actor: Actor, page: PageRequest) -> Page[ViewCard]:
        found = (view for view in self._store.rows.views.values() if view.owner_id == actor.user_id)
        return listed(found, page, BIRTH_SORT, partial(as_row, kind=ViewCard))


def _in_scope(view: SavedView | None, scope: ViewScope) -> SavedView:
    if view is None or not scope.admits(view):
        raise ViewNotFound("There is no such view.")
    return view
