"""What requesters make of how their tickets were resolved."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from domain.desk.events import TicketRated
from domain.desk.ticket import FINISHED, Ticket
from domain.shared.errors import Conflict, NotFound
from domain.shared.ids import RatingId, TicketId, UserId

LOWEST: Final = 1
HIGHEST: Final = 5

UNREACHABLE: Final = "@import.invalid"
"""How addresses end that imports make up for people who have none; no mail goes there (RFC 6761, 6.4)."""


class RatingNotFound(NotFound):
    code = "DESK_RATING_NOT_FOUND"


class NothingToRate(Conflict):
    """It is not resolved, or was too long ago."""

    code = "DESK_NOTHING_TO_RATE"


class RatingLinkRefused(NotFound):
    """Forged, expired, or of a resolution that did not last: told apart by nobody."""

    code = "DESK_RATING_LINK_NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Of one resolution, known by its time: a ticket that is opened again and resolved anew is rated anew."""

    id: RatingId
    ticket_id: TicketId
    requester_id: UserId
    resolved_at: datetime
    score: int
    comment: str = ""
    created_at: datetime
    updated_at: datetime

    @classmethod
    def give(
        cls, ticket: Ticket, *, id: RatingId, score: int, comment: str, at: datetime, within: timedelta
    ) -> tuple[Self, TicketRated]:
        rating = cls(
            id=id,
            ticket_id=ticket.id,
            requester_id=ticket.requester_id,
            resolved_at=resolution_to_rate(ticket, at=at, within=within),
            score=score,
            comment=comment,
            created_at=at,
            updated_at=at,
        )
        return rating, TicketRated(ticket_id=ticket.id, score=score, at=at)

    def change(self, *, score: int, comment: str, at: datetime) -> tuple[Self, TicketRated]:
        """Another opinion of the same resolution."""
        changed = replace(self, score=score, comment=comment, updated_at=at)
        return changed, TicketRated(ticket_id=self.ticket_id, score=score, at=at)


def resolution_to_rate(ticket: Ticket, *, at: datetime, within: timedelta) -> datetime:
    """When it was resolved. NothingToRate when it is not, any more or at all, or longer ago than `within`."""
    if ticket.resolved_at is None or ticket.status not in FINISHED or at - ticket.resolved_at >= within:
        raise NothingToRate(f"Ticket {ticket.number} has no resolution of the last {within.days} days.")
    return ticket.resolved_at


def is_to_ask(ticket: Ticket, *, resolved_at: datetime) -> bool:
    """Whether its requester is to be asked about this resolution: it lasted until now, and the ticket is from here."""
    is_duplicate, is_imported = ticket.merged_into_id is not None, ticket.external_key is not None
    return ticket.resolved_at == resolved_at and ticket.status in FINISHED and not (is_duplicate or is_imported)


def is_reachable(address: str) -> bool:
    return not address.casefold().endswith(UNREACHABLE)
