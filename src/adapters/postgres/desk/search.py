"""Looking for words: in a ticket's own text, in what has been said about it, and for its number.

What internal notes say is in a column of its own. Who may not see them is not only not shown any: nothing of their
search, not even the planner's guess of how many hits there are, depends on what stands in there.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.listing import SEARCH
from adapters.postgres.portion import Sift
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import comments, tickets
from application.desk.queries.snippet import BEGIN, END

SEARCHED_NUMBER: Final = "searched_number"
IDS: Final = "ids"

PART: Final = 5_000
"""Characters of a text among which the part to show is chosen: for a page of a hundred long texts that takes 40 ms."""

_OPTIONS: Final = f"StartSel={BEGIN}, StopSel={END}, MaxWords=30, MinWords=15, ShortWord=0"
_WORDS: Final = func.websearch_to_tsquery(literal_column("'simple'"), parameter(SEARCH, Text()))
_ONCE: Final = select(_WORDS).scalar_subquery()
"""The same, read once and not again for each row, which a plan for any values would do."""

_NUMBER: Final = tickets.c.number == parameter(SEARCHED_NUMBER, BigInteger())
_OF_TICKET: Final = comments.c.ticket_id == tickets.c.id
_ASKS_FOR_WORDS: Final = not_(func.ts_match_vq(literal_column("''::tsvector"), _ONCE))
"""Not only that some are missing: else whatever one reply does not mention would find nearly all there is."""


def search_name(*, with_notes: bool, with_number: bool) -> str:
    """Which of `SEARCHES` it is."""
    return f"search {'everything' if with_notes else 'in public'}{' or number' if with_number else ''}"


def _search(*, with_notes: bool, with_number: bool) -> Sift:
    vectors = _vectors(with_notes=with_notes)
    said_here = (
        select(true())
        .where(_OF_TICKET, func.ts_match_vq(func.coalesce(*vectors), _ONCE), _ASKS_FOR_WORDS)
        .limit(1)
        .scalar_subquery()
    )
    said_somewhere = tickets.c.id.in_(
        select(comments.c.ticket_id).where(or_(*(vector.op("@@")(_WORDS) for vector in vectors)), _ASKS_FOR_WORDS)
    )
    written = func.ts_match_vq(tickets.c.search, _ONCE)
    asked = or_(written, func.coalesce(said_here, literal_column("false")))
    found = tickets.c.search.op("@@")(_WORDS), and_(said_somewhere, not_(written))
    if not with_number:
        return Sift(asked, found)
    return Sift(or_(_NUMBER, asked), (*found, and_(_NUMBER, not_(asked))))


def _vectors(*, with_notes: bool) -> list[ColumnElement[Any]]:
    return [comments.c.public_search, *([comments.c.internal_search] if with_notes else [])]


SEARCHES: Final = {
    search_name(with_notes=with_notes, with_number=with_number): _search(with_notes=with_notes, with_number=with_number)
    for with_notes in (True, False)
    for with_number in (True, False)
}


def _snippets(*, with_notes: bool) -> Statement:
    """The ticket's own text where that is a hit, else the latest comment that is one."""
    found = func.ts_match_vq(func.coalesce(*_vectors(with_notes=with_notes)), _ONCE)
    written = func.ts_match_vq(tickets.c.search, _ONCE)
    said = (
        select(comments.c.body)
        .where(_OF_TICKET, found, not_(written), _ASKS_FOR_WORDS)
        .order_by(comments.c.created_at.desc(), comments.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    text = func.coalesce(said, tickets.c.title.concat(literal_column("E'\\n'")).concat(tickets.c.description))
    part = func.translate(func.left(text, literal_column(str(PART))), f"{BEGIN}{END}", "")
    headline = func.ts_headline(literal_column("'simple'"), part, _ONCE, _OPTIONS)
    return Statement(
        select(tickets.c.id, headline).where(tickets.c.id == func.any(parameter(IDS, ARRAY(tickets.c.id.type))))
    )


SNIPPETS: Final = {with_notes: _snippets(with_notes=with_notes) for with_notes in (True, False)}
