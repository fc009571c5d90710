"""Ticket scopes as SQL reads them."""

from itertools import combinations
from typing import Any, Final

from sqlalchemy import ColumnElement, false, or_, true

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


def _condition(ways: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(false(), *(tickets.c[name] == parameter(f"scope_{name}", tickets.c[name]) for name in ways))


SCOPES: Final[dict[str, ColumnElement[bool]]] = {_EVERYTHING: true()} | {
    _name(ways): _condition(ways) for count in range(len(_WAYS) + 1) for ways in combinations(_WAYS, count)
}
"""Holds for the tickets that a scope admits, given its `scope_parameters`."""
