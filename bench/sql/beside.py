"""What lies beside tickets, and in the drawers of those who work on them: lists from the beginning and deep within."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from application.desk.queries.complaints import ComplaintFilter
from application.desk.queries.macros import MACRO_SORTS, MacroFilter
from application.desk.queries.times import TimeFilter
from application.desk.queries.views import VIEW_SORTS, ViewFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from bench.sql.facts import DEEP, Facts
from bench.sql.question import Kind, Question
from domain.desk.complaint import ComplaintStatus
from domain.shared.access import Actor

_BIRTH: Final = ("createdAt",)

List = Callable[[Shelf, PageRequest], Awaitable[Any]]


def beside(known: Facts) -> Iterator[Question]:
    for some in (_of_one_ticket, _own, _times, _complaints, _drawers):
        yield from some(known)


def _pages(known: Facts, name: str, ask: List, *keys: str, kind: Kind = "page") -> Iterator[Question]:
    for key in keys:
        for sort in (Sort(key, descending=True), Sort(key)):
            said = f"{name}, {'-' if sort.descending else ''}{key}"
            first = PageRequest(sort=(sort,))
            deep = PageRequest(sort=(sort,), after=_after(known, sort))
            yield Question(kind, said, partial(_asked, ask, first))
            yield Question(kind, f"{said}, deep", partial(_asked, ask, deep))


async def _asked(ask: List, page: PageRequest, shelf: Shelf) -> None:
    await ask(shelf, page)


def _after(known: Facts, sort: Sort) -> tuple[Any, ...]:
    """A place in the list before which most of it stands."""
    part = DEEP if sort.descending else 1 - DEEP
    values: dict[str, Any] = {
        "spentOn": known.born(0.5).date().isoformat(),  # days are few where tickets are
        "name": "Macro 2" if sort.descending else "View 8",
        "position": 20 * part,
    }
    if sort.key not in values:
        return known.after(sort, DEEP)
    value = int(values[sort.key]) if sort.key == "position" else values[sort.key]
    return (value, str(UUID(int=1 << 127)))


def _of_one_ticket(known: Facts) -> Iterator[Question]:
    admin, talk, reworded = known.admin, known.discussed_ticket, known.reworded_comment
    lists: dict[str, List] = {
        "revisions": lambda it, page: it.revisions.list(admin, talk, reworded, page),
        "watchers": lambda it, page: it.watchers.list(admin, talk, page),
        "time entries of a ticket": lambda it, page: it.times.of_ticket(admin, talk, page),
    }
    for name, ask in lists.items():
        yield from _pages(known, name, ask, *_BIRTH)
    yield Question("point", "draft", lambda it: it.drafts.card(known.drafting, known.drafted_ticket))
    yield Question("point", "rating", lambda it: it.ratings.of_ticket(admin, known.rated_ticket))
    yield Question("point", "time of a ticket", lambda it: it.times.total(admin, known.ticket))


def _own(known: Facts) -> Iterator[Question]:
    """As one takes them along."""
    busy, customer = known.developer, known.customer
    lists: dict[str, List] = {
        "own drafts": lambda it, page: it.drafts.own(known.drafting, page),
        "own macros": lambda it, page: it.macros.own(busy, page),
        "own views": lambda it, page: it.views.own(busy, page),
        "what one watches": lambda it, page: it.watchers.own(busy, page),
        "own time entries": lambda it, page: it.times.own(busy, page),
        "own complaints": lambda it, page: it.complaints.own(customer, page),
        "own ratings": lambda it, page: it.ratings.own(customer, page),
    }
    for name, ask in lists.items():
        yield from _pages(known, name, ask, *_BIRTH)


def _times(known: Facts) -> Iterator[Question]:
    admin, busy = known.admin, known.developer
    day = known.born(0.5).date()  # where deep pages begin
    of_a_day = TimeFilter(spent_from=day, spent_to=day + timedelta(days=1))
    lists: dict[str, List] = {
        "time entries": lambda it, page: it.times.list(admin, TimeFilter(), page),
        "time entries, as developer": lambda it, page: it.times.list(busy, TimeFilter(), page),
        "time entries of somebody": lambda it, page: it.times.list(admin, TimeFilter(user_id=busy.user_id), page),
        "time entries of a day": lambda it, page: it.times.list(admin, of_a_day, page),
    }
    for name, ask in lists.items():
        yield from _pages(known, name, ask, "spentOn")


def _complaints(known: Facts) -> Iterator[Question]:
    admin, customer = known.admin, known.customer
    everybodys = {
        "complaints": ComplaintFilter(),
        "complaints of a ticket": ComplaintFilter(ticket_id=known.discussed_ticket),
        **{f"complaints that are {status}": ComplaintFilter(status=(status,)) for status in ComplaintStatus},
    }
    for name, which in everybodys.items():
        yield from _pages(known, name, _complained(admin, which), *_BIRTH)
    yield from _pages(known, "complaints, as customer", _complained(customer, ComplaintFilter()), *_BIRTH)


def _complained(actor: Actor, which: ComplaintFilter) -> List:
    return lambda it, page: it.complaints.list(actor, which, page)


def _drawers(known: Facts) -> Iterator[Question]:
    """One's own and what is shared are found by an index, and few enough to be sorted."""
    admin, busy = known.admin, known.developer
    macros: dict[str, List] = {
        "macros": lambda it, page: it.macros.list(busy, MacroFilter(), page),
        "macros that are shared": lambda it, page: it.macros.list(busy, MacroFilter(shared=True), page),
        "macros of one's own": lambda it, page: it.macros.list(busy, MacroFilter(shared=False), page),
    }
    views: dict[str, List] = {
        "views": lambda it, page: it.views.list(busy, ViewFilter(), page),
        "views, as admin": lambda it, page: it.views.list(admin, ViewFilter(), page),
        "views, as customer": lambda it, page: it.views.list(known.customer, ViewFilter(), page),
        "views that are shared": lambda it, page: it.views.list(busy, ViewFilter(is_shared=True), page),
    }
    for name, ask in macros.items():
        yield from _pages(known, name, ask, *MACRO_SORTS, kind="people")
    for name, ask in views.items():
        yield from _pages(known, name, ask, *VIEW_SORTS, kind="people")
