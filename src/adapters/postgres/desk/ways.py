"""Into which alternatives a list of tickets falls, so that an index keeps each of them in order."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from adapters.postgres.desk.scope import EACH, IN_TURN
from adapters.postgres.listing import Names, Ways
from domain.desk.ticket import FINISHED

_BIRTH: Final = "created_at"
_WATCHED: Final = "watcher_id"
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
    owners = tuple(filter(_is_owner, names))
    is_unfinished = bool(statuses) and FINISHED.isdisjoint(statuses)
    if len(statuses) > 1 and _is_in_order(sort, is_owned=bool(owners), is_unfinished=is_unfinished):
        whole = _without(whole, chosen)
        choices.append([f"status {status}" for status in statuses])
    branches = tuple((*whole, *branch) for branch in product(*choices))
    if _WATCHED in names:
        return Ways(branches, (names,), unordered=(_WATCHED,), are_few=True)
    if sort == _BIRTH or not owners:
        return Ways(branches, counted)
    return Ways(branches, counted, unordered=owners, are_few=is_unfinished)


def _is_owner(name: str) -> bool:
    return name in _OWNED or (name.startswith("scope ") and name != "scope everything")


def _is_in_order(sort: str, *, is_owned: bool, is_unfinished: bool) -> bool:
    """Whether each status has an index for this sort. Most tickets are finished: those nobody has to walk past."""
    if sort == _BIRTH:
        return is_unfinished or not is_owned
    return sort in {"priority", "updated_at"} and is_unfinished and not is_owned


def _with(names: Names, old: str, new: str) -> Names:
    return tuple(new if name == old else name for name in names)


def _without(names: Names, gone: str) -> Names:
    return tuple(name for name in names if name != gone)
