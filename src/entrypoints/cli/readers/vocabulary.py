"""The words other systems use for statuses and priorities."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from domain.desk.ticket import Priority, Status
from entrypoints.cli.readers.entries import Unreadable

Meaning = TypeVar("Meaning", bound=StrEnum)

_STATUSES: Final[Mapping[Status, str]] = {
    Status.OPEN: "new, to do, todo, backlog, created, triage, unassigned",
    Status.IN_PROGRESS: "in review, in development, in work, active, started, assigned, doing, working",
    Status.PENDING: "waiting, waiting for customer, waiting for support, on hold, hold, blocked",
    Status.RESOLVED: "done, fixed, solved, completed, answered",
    Status.CLOSED: "cancelled, canceled, rejected, archived",
    Status.REOPENED: "re opened",
}
_PRIORITIES: Final[Mapping[Priority, str]] = {
    Priority.LOW: "trivial, minor, lowest, p4, p5",
    Priority.MEDIUM: "none, normal, default, moderate, p3",
    Priority.HIGH: "major, important, p2",
    Priority.CRITICAL: "blocker, highest, urgent, immediate, emergency, p0, p1",
}


class Vocabulary:
    """Which of our words another's word means; `overrides` are `status.<word>=<ours>` and `priority.<word>=<ours>`."""

    def __init__(self, overrides: Iterable[str] = ()) -> None:
        """ValueError for an override that says nothing."""
        self._statuses = _table(_STATUSES)
        self._priorities = _table(_PRIORITIES)
        for override in overrides:
            self._override(override)

    def status(self, word: str | None) -> Status:
        """Nothing said is open."""
        return _meaning(self._statuses, word, "status", default=Status.OPEN)

    def priority(self, word: str | None) -> Priority:
        """Nothing said is medium."""
        return _meaning(self._priorities, word, "priority", default=Priority.MEDIUM)

    def _override(self, override: str) -> None:
        theirs, _, ours = override.rpartition("=")
        field, _, word = theirs.partition(".")
        if field == "status" and word:
            self._statuses[_plain(word)] = Status(ours)
        elif field == "priority" and word:
            self._priorities[_plain(word)] = Priority(ours)
        else:
            raise ValueError(f"{override!r} is not of the form status.<their word>=<ours> or priority.<…>=<…>.")


def _table(words: Mapping[Meaning, str]) -> dict[str, Meaning]:
    table: dict[str, Meaning] = {}
    for ours, theirs in words.items():
        table |= dict.fromkeys(map(_plain, (str(ours), *theirs.split(", "))), ours)
    return table


def _meaning(table: Mapping[str, Meaning], word: str | None, field: str, *, default: Meaning) -> Meaning:
    if not word or not word.strip():
        return default
    try:
        return table[_plain(word)]
    except KeyError:
        raise Unreadable(f'Unknown {field} "{word}". Say what it means: --map "{field}.{word}=…".') from None


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
