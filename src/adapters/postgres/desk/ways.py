"""Into which alternatives a list of tickets falls, so that an index keeps each of them in order."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from adapters.postgres.desk.scope import EACH, IN_TURN
from adapters.postgres.listing import Names, Ways
from adapters.postgres.tables import due_rank
from domain.desk.ticket import FINISHED

_BIRTH: Final = "created_at"
_DUE: Final = due_rank.name
_WATCHED: Final = "watcher_id"
_FREQUENT: Final = ("scope", "status", "priority", "assignee_id", "team_id", "requester_id", "category_id")
"""Among what fits these, every priority is met soon enough, and indexes count it."""

_BY_DUE: Final = ("overdue", "due_from", "due_to")
_OWNED: Final = {"requester_id", "assignee_id", "assignee_id none", "team_id"}


def ticket_ways(names: Names, sort: str) -> Ways:
    """Somebody's tickets fall into those they asked for, hold, and have with their team; several statuses into each.

    Only for sorts that have indexes for it: else a merge would have to sort what it merges. What somebody has still to
    do is few enough to be sorted, and so is what they watch.
    """
    whole: Names = names
    choices: list[Sequence[str]] = []
    counted: tuple[Names, ...] = (names,)
    scope = next((name for name in names if name in EACH), None)
    if scope is not None:
        counted = tuple(_with(names, scope, way) for way in EACH[scope])
        if sort == _BIRTH:
            whole = _without(whole, scope)
            choices.append(IN_TURN[scope])
    chosen = next((name for name in names if name.startswith("status ")), "")
    statuses = chosen.split()[1:]
    owners: Names = tuple(filter(_is_owner, names))
    is_unfinished = bool(statuses) and FINISHED.isdisjoint(statuses)
    if len(statuses) > 1 and _is_in_order(sort, is_owned=bool(owners), is_unfinished=is_unfinished):
        whole = _without(whole, chosen)
        choices.append([f"status {status}" for status in statuses])
    branches = tuple((*whole, *branch) for branch in product(*choices))
    is_watched = _WATCHED in names
    if is_watched:
        counted, owners = (names,), (_WATCHED,)
    unordered = owners if is_watched or sort != _BIRTH else ()
    are_few = is_watched or (bool(unordered) and is_unfinished)
    in_order = tuple(name for name in names if _is_met(name, names, sort) or (are_few and not _takes_long(name)))
    return Ways(branches, counted, unordered, are_few, in_order)


def _is_met(name: str, names: Names, sort: str) -> bool:
    """Whether a list in this order has soon enough of what fits. Priorities are, but not within what is rare."""
    if name.startswith("priority "):
        return sort == "priority" or all(other.split()[0] in _FREQUENT for other in names)
    return sort == _DUE and name in _BY_DUE


def _takes_long(name: str) -> bool:
    """Whether to ask it of each of some thousand rows does."""
    return name == "tag" or name.startswith("search ")


def _is_owner(name: str) -> bool:
    return name in _OWNED or (name.startswith("scope ") and name != "scope everything")


def _is_in_order(sort: str, *, is_owned: bool, is_unfinished: bool) -> bool:
    """Whether each status has an index for this sort. Most tickets are finished: those nobody has to walk past."""
    if sort == _BIRTH:
        return is_unfinished or not is_owned
    return sort in {"priority", "updated_at", _DUE} and is_unfinished and not is_owned


def _with(names: Names, old: str, new: str) -> Names:
    return tuple(new if name == old else name for name in names)


def _without(names: Names, gone: str) -> Names:
    return tuple(name for name in names if name != gone)
