"""The tags of the newest tickets in a scope.

Which these are, indexes tell without a row being read. Asked for tags at once, a plan for any values would rather read
and sort all that a team has (20,000 rows at 100,000 tickets). So tags are looked up afterwards, one ticket at a time.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, Text, collate, func, literal_column, select, union

from adapters.postgres.desk.scope import EACH, SCOPES
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import tickets
from application.desk.queries.tags import NEWEST, TagRow

_AMONG: Final[ColumnElement[int]] = literal_column(str(NEWEST))


def _newest(scope: str) -> Select[Any]:
    """The newest of each way to own a ticket, and of all these."""
    latest = select(tickets.c.created_at, tickets.c.id)
    latest = latest.order_by(tickets.c.created_at.desc(), tickets.c.id.desc()).limit(_AMONG)
    ways = [latest.where(SCOPES[way]) for way in EACH.get(scope, (scope,))]
    if len(ways) == 1:
        return ways[0]
    owned = union(*ways).subquery("owned")
    return select(owned).order_by(owned.c.created_at.desc(), owned.c.id.desc()).limit(_AMONG)


def _counted(scope: str) -> Select[Any]:
    newest, carrying = _newest(scope).subquery("newest"), tickets.alias("carrying")
    tags = select(carrying.c.tags).where(carrying.c.id == newest.c.id).scalar_subquery()
    tag, count = func.unnest(tags, type_=Text).column_valued("tag"), func.count().label("tickets")
    columns: list[ColumnElement[Any]] = [tag, count]
    begins = func.starts_with(func.lower(tag), func.lower(parameter("search", Text())))
    counted = select(*columns).select_from(newest).where(begins).group_by(tag)
    return counted.order_by(count.desc(), collate(tag, "C")).limit(parameter("limit", BigInteger()))


TAGS: Final = {scope: Statement(_counted(scope)) for scope in SCOPES}
"""By scope, most used first."""

READ_TAG: Final = Reader(TagRow)
