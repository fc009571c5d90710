"""Who gets a ticket that is nobody's, when nobody says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from domain.desk.assignment import Assignment, AssignmentStatus
from domain.desk.developer import Developer
from domain.shared.ids import CategoryId, TeamId, UserId

CONFIDENT: Final = 0.5
"""Below this a suggestion is a guess, and the ticket rather waits for somebody who decides."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Routing(StrEnum):
    """How a category's tickets find somebody."""

    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"
    SKILL_MATCH = "skill_match"


@dataclass(frozen=True, slots=True)
class Policy:
    """What applies to a ticket, and the category that says so; None where none does."""

    routing: Routing
    category_id: CategoryId | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who would solve a ticket well: how sure that is, from 0 to 1, and why, to go on after "who knows"."""

    developer_id: UserId
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Past:
    """Whose a ticket was before, as far as that keeps it from going there by itself."""

    rejected_by: frozenset[UserId] = frozenset()
    last: UserId | None = None

    @classmethod
    def of(cls, turns: Sequence[Assignment]) -> "Past":
        """From all turns at one ticket, in the order they began."""
        rejected = frozenset(turn.assignee_id for turn in turns if turn.status is AssignmentStatus.REJECTED)
        return cls(rejected, turns[-1].assignee_id if turns else None)

    def obstacle(self, developer: Developer) -> str | None:
        if developer.id in self.rejected_by:
            return "Rejected this ticket."
        return "Had this ticket last, and it came back." if developer.id == self.last else None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets it, and why."""

    developer: Developer
    why: str


def obstacle(developer: Developer, team_id: TeamId | None, past: Past, *, at: datetime) -> str | None:
    """What keeps somebody from being given a ticket by the house, in a sentence; None when nothing does.

    A ticket that is no team's may go to anybody.
    """
    if (gone := developer.gone()) is not None:
        return gone
    if team_id is not None and developer.team_id != team_id:
        return "Is not of the team."
    return past.obstacle(developer) or developer.absence(at=at) or developer.fullness()


def choose(
    routing: Routing, able: Sequence[Developer], suggestions: Sequence[Suggestion], *, where: str
) -> Choice | None:
    """One of those who could take it; None when it waits: by hand, because nobody could, or for want of a good match.

    `where` completes "3 present …". Of equal matches the least loaded is chosen, of equal loads who had none for
    longest.
    """
    if not able or routing is Routing.MANUAL:
        return None
    known = {suggestion.developer_id: suggestion for suggestion in suggestions}
    chosen = min(able, key=_RANKS[routing](known))
    crowd = f"{len(able)} present {where}"
    if routing is Routing.ROUND_ROBIN:
        return Choice(chosen, f"Next in turn of {crowd}: {_last_turn(chosen)}.")
    load = f"{chosen.open_tickets} of {chosen.capacity}"
    if routing is Routing.LEAST_LOADED:
        return Choice(chosen, f"Least loaded of {crowd}: {load}.")
    best = known.get(chosen.id)
    if best is None or best.score < CONFIDENT:
        return None
    return Choice(chosen, f"Best match of {crowd}, who knows {best.reason}: score {best.score:.2f}. Holds {load}.")


Known = Mapping[UserId, Suggestion]
Rank = Callable[[Developer], tuple[object, ...]]


def _by_turn(_: Known) -> Rank:
    return lambda developer: (developer.last_routed_at or _NEVER, developer.id)


def _by_load(known: Known) -> Rank:
    turn = _by_turn(known)
    return lambda developer: (developer.open_tickets / developer.capacity, *turn(developer))


def _by_match(known: Known) -> Rank:
    load = _by_load(known)
    return lambda developer: (-known[developer.id].score if developer.id in known else 0.0, *load(developer))


_RANKS: Final[Mapping[Routing, Callable[[Known], Rank]]] = {
    Routing.ROUND_ROBIN: _by_turn,
    Routing.LEAST_LOADED: _by_load,
    Routing.SKILL_MATCH: _by_match,
}


def _last_turn(developer: Developer) -> str:
    if developer.last_routed_at is None:
        return "was never given one before"
    return f"was last given one on {developer.last_routed_at:%Y-%m-%d at %H:%M} UTC"
