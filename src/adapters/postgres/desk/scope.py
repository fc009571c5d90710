"""Ticket scopes as SQL reads them."""

from collections.abc import Iterable
from itertools import combinations
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.sql.util import ClauseAdapter

from adapters.postgres.sql import parameter
from adapters.postgres.tables import tickets
from domain.desk.access import TicketScope

_WAYS: Final = ("requester_id", "assignee_id", "team_id")
_EVERYTHING: Final = "scope everything"


def scope_name(scope: TicketScope) -> str:
    """Which of `SCOPES` is the condition of this scope: it depends on the ways to own a ticket that it knows."""
    if scope.everything:
        return _EVERYTHING
    return _name(tuple(name for name in _WAYS if getattr(scope, name) is not None))


def scope_parameters(scope: TicketScope) -> dict[str, Any]:
    return {f"scope_{name}": getattr(scope, name) for name in _WAYS}


def _name(ways: tuple[str, ...]) -> str:
    return f"scope {' '.join(ways)}"


def _apart(way: str, others: Iterable[str]) -> str:
    return f"scope {way} but not {' '.join(others)}"


def _condition(ways: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(false(), *(tickets.c[name] == parameter(f"scope_{name}", tickets.c[name]) for name in ways))


_TARGET: Final = tickets.alias("target")


def leads_on(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """What a ticket was merged into, where the condition holds for that one too."""
    holds = ClauseAdapter(_TARGET).traverse(condition)
    return select(_TARGET.c.id).where(_TARGET.c.id == tickets.c.merged_into_id, holds).scalar_subquery()


SCOPES: Final[dict[str, ColumnElement[bool]]] = {_EVERYTHING: true()} | {
    _name(ways): _condition(ways) for count in range(len(_WAYS) + 1) for ways in combinations(_WAYS, count)
}
"""Holds for the tickets that a scope admits, given its `scope_parameters`."""

APART: Final[dict[str, ColumnElement[bool]]] = {
    _apart(way, others): and_(
        tickets.c[way] == parameter(f"scope_{way}", tickets.c[way]),
        *(tickets.c[other].is_distinct_from(parameter(f"scope_{other}", tickets.c[other])) for other in others),
    )
    for count in range(1, len(_WAYS))
    for (*others, way) in combinations(_WAYS, count + 1)
}
"""Holds for those of one way to own a ticket that no other way has admitted before."""

IN_TURN: Final[dict[str, tuple[str, ...]]] = {
    _name(ways): (_name(ways[:1]), *(_apart(ways[index], ways[:index]) for index in range(1, len(ways))))
    for count in range(2, len(_WAYS) + 1)
    for ways in combinations(_WAYS, count)
}
"""Each scope of several ways as scopes that have no ticket in common."""

EACH: Final[dict[str, tuple[str, ...]]] = {
    _name(ways): tuple(_name((way,)) for way in ways)
    for count in range(2, len(_WAYS) + 1)
    for ways in combinations(_WAYS, count)
}
"""Each scope of several ways as one scope for each."""
