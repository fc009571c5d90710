from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, final

from sqlalchemy import CTE, ColumnElement, Integer, Select, case, delete, func, literal, select, true, update
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, Statements, parameter
from adapters.postgres.tables import failure_counts as counts
from adapters.postgres.transaction import apart, look
from application.identity.ports import FailureCounts, Place
from domain.identity.failures import Bucket

_SWEPT_AT_ONCE: Final = 10
"""Windows that have ended, of which each attempt takes away more than it begins, so that they do not pile up."""

_CLEAR: Final = Statement(
    select(func.count()).select_from(
        delete(counts).where(counts.c.key == parameter("key", counts.c.key)).returning(counts.c.key).cte("cleared")
    )
)


@final
class PostgresFailureCounts(FailureCounts):
    """`taken` is one more than there are places where somebody was refused last: one statement says which it was.

    Buckets are locked in the order in which they are named, so that no two attempts wait for each other.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._taking = Statements()
        self._giving_back = Statements()

    async def take(self, buckets: Sequence[Bucket], *, at: datetime) -> Sequence[Place]:
        if not buckets:
            return ()
        statement = self._taking.of(len(buckets), lambda: _take(len(buckets)))
        ends: dict[str, Any] = {f"until_{n}": at + bucket.window for n, bucket in enumerate(buckets)}
        [row] = await apart(self._pool, statement, {"at": at} | ends | _given(buckets))
        found = zip(buckets, row[::2], row[1::2], strict=True)
        return [Place(bucket, until, taken <= bucket.places) for bucket, taken, until in found if until is not None]

    async def give_back(self, places: Sequence[Place]) -> None:
        if not places:
            return
        statement = self._giving_back.of(len(places), lambda: _give_back(len(places)))
        ends: dict[str, Any] = {f"until_{n}": place.until for n, place in enumerate(places)}
        await apart(self._pool, statement, ends | _given([place.bucket for place in places]))

    async def clear(self, bucket: Bucket) -> None:
        await look(self._pool, _CLEAR, {"key": bucket.key})


def _given(buckets: Sequence[Bucket]) -> dict[str, Any]:
    keys = {f"key_{n}": bucket.key for n, bucket in enumerate(buckets)}
    return keys | {f"places_{n}": bucket.places for n, bucket in enumerate(buckets)}


def _take(how_many: int) -> Select[Any]:
    taken: list[CTE] = []
    for n in range(how_many):
        given = select(parameter(f"key_{n}", counts.c.key), literal(1, Integer), _until(n))
        if taken:
            given = given.where(select(taken[-1].c.taken <= _places(n - 1)).scalar_subquery())
        taken.append(_taken(n, given))
    together = taken[0]
    query = select(*(column for cte in taken for column in (cte.c.taken, cte.c.ends_at)))
    for cte in taken[1:]:
        together = together.outerjoin(cte, true())  # type: ignore[assignment] # a join, of which there may be more
    return query.select_from(together).add_cte(_swept(how_many))


def _taken(n: int, given: Select[Any]) -> CTE:
    """A window that has ended begins anew with this place."""
    new = insert(counts).from_select(["key", "taken", "ends_at"], given)
    has_ended = counts.c.ends_at <= parameter("at", counts.c.ends_at)
    return (
        new.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "taken": case((has_ended, 1), else_=func.least(counts.c.taken, _places(n)) + 1),
                "ends_at": case((has_ended, new.excluded.ends_at), else_=counts.c.ends_at),
            },
        )
        .returning(counts.c.taken, counts.c.ends_at)
        .cte(f"taken_{n}")
    )


def _swept(how_many: int) -> CTE:
    """Never those of this attempt, which nothing else in its statement may touch."""
    others = [counts.c.key != parameter(f"key_{n}", counts.c.key) for n in range(how_many)]
    ended = (
        select(counts.c.key)
        .where(counts.c.ends_at <= parameter("at", counts.c.ends_at), *others)
        .limit(_SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
        .cte("ended")
    )
    return delete(counts).where(counts.c.key == ended.c.key).returning(counts.c.key).cte("swept")


def _give_back(how_many: int) -> Select[Any]:
    given: list[CTE] = []
    for n in range(how_many):
        clause = (
            update(counts)
            .values(taken=func.least(counts.c.taken, _places(n)) - 1)
            .where(counts.c.key == parameter(f"key_{n}", counts.c.key), counts.c.ends_at == _until(n))
            .where(counts.c.taken > 0)
        )
        if given:  # asks for the one before, so that it is locked before
            clause = clause.where(_count(given[-1]) >= 0)
        given.append(clause.returning(counts.c.key).cte(f"given_{n}"))
    columns: list[ColumnElement[Any]] = [_count(cte) for cte in given]
    return select(*columns)


def _count(cte: CTE) -> ColumnElement[int]:
    return select(func.count()).select_from(cte).scalar_subquery()


def _places(n: int) -> ColumnElement[int]:
    return parameter(f"places_{n}", Integer())


def _until(n: int) -> ColumnElement[datetime]:
    return parameter(f"until_{n}", counts.c.ends_at)
