"""How many rows there are of a kind, as the planner guesses without looking at any."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, final

from sqlalchemy import Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from adapters.postgres.pool import Pool
from adapters.postgres.portion import Source
from adapters.postgres.sql import Statements, all_beside, beside
from adapters.postgres.transaction import look


class Guessed(Select[Any]):
    """A query that is planned and not run: it takes 0.3 ms, whatever it would find."""

    inherit_cache = False


@compiles(Guessed)
def _explain(query: Guessed, compiler: SQLCompiler, **how: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.visit_select(query, **how)}"  # type: ignore[no-untyped-call]


_DEARER: Final = 2


class Sought(NamedTuple):
    """What is looked for, by the names of its conditions, and among how many that fit it has to be met."""

    names: tuple[str, ...]
    parameters: Mapping[str, Any]
    among: int


@final
class Frequency:
    def __init__(self, source: Source) -> None:
        self._source: Final = source
        self._statements: Final = Statements()

    async def are_rare(self, pool: Pool, sought: Sequence[Sought]) -> list[bool]:
        """Whether all hits are found for less than twice what it takes to meet the first `among` along a list.

        With h hits in n rows those are among * n / h rows, against h; and hits are as many as they are.
        """
        kinds = tuple(one.names for one in sought)
        statement = self._statements.of(kinds, lambda: self._question(kinds))
        guess = await look(pool, statement, all_beside([one.parameters for one in sought]))
        every, *hits = (max(1, part["Plan Rows"]) for part in guess[0][0][0]["Plan"]["Plans"])
        return [count * count <= _DEARER * one.among * every for count, one in zip(hits, sought, strict=True)]

    def _question(self, kinds: Sequence[tuple[str, ...]]) -> Guessed:
        """Queries that stand by themselves, so that the server does not share them out among workers as one."""
        hits = [beside(self._source.hits(names).scalar_subquery(), place) for place, names in enumerate(kinds)]
        return Guessed(self._source.hits(()).scalar_subquery(), *hits)
