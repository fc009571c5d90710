"""What a view asks for, of the words in which it is kept."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from msgspec import Meta

from application.desk.queries.tickets import TICKET_SORTS, TicketFilter
from application.shared.filters import LONGEST, Unreadable, read_sort, read_values, readers_of
from domain.shared.access import HOUSE
from domain.shared.errors import Conflict, Invalid
from domain.shared.ids import UserId

ME: Final = "me"
"""In a filter: whoever opens the view."""

_PEOPLE: Final = frozenset({"assigneeId", "requesterId", "watcherId"})

FilterWords = Annotated[
    dict[
        Annotated[str, Meta(min_length=1, max_length=50)],
        Annotated[str, Meta(min_length=1, max_length=LONGEST)],
    ],
    Meta(max_length=30),
]
"""Filters of `GET /tickets` by their names, each spelled as in its query."""

Position = Annotated[int, Meta(ge=0, le=10_000)]

SortWords = Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class ViewUnsound(Invalid):
    """A filter or a sort that there is not. `details` names it, as `filter.status`."""

    code = "DESK_VIEW_UNSOUND"


class ViewOutdated(Conflict):
    """It was sound once: tickets cannot be asked for like that any more."""

    code = "DESK_VIEW_OUTDATED"


def require_sound(filter: Mapping[str, str], sort: str) -> None:
    _, wrong = _read(filter, sort, HOUSE)
    if wrong:
        raise ViewUnsound("Tickets cannot be asked for like this.", wrong)


def ticket_filter(filter: Mapping[str, str], sort: str, *, me: UserId) -> TicketFilter:
    """What a view asks for, when it is opened by `me`. ViewOutdated when it cannot be asked for any more."""
    found, wrong = _read(filter, sort, me)
    if wrong:
        raise ViewOutdated("Tickets cannot be asked for like this any more: change the view.", wrong)
    return TicketFilter(**found)


def _read(filter: Mapping[str, str], sort: str, me: UserId) -> tuple[dict[str, Any], dict[str, str]]:
    """The values, and all that is wrong."""
    readers, problems = readers_of(TicketFilter), dict[str, str]()
    stated = {name: str(me) if text == ME and name in _PEOPLE else text for name, text in filter.items()}
    found = read_values(stated, readers, problems)
    wrong = {f"filter.{name}": problem for name, problem in problems.items()}
    try:
        read_sort(sort, TICKET_SORTS)
    except Unreadable as problem:
        wrong["sort"] = str(problem)
    return found, wrong
