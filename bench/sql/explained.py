"""What the application sends, as its server goes about it: every statement is explained where and when it is sent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from psycopg import AsyncRawCursor
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from adapters.postgres.connection import Connection
from adapters.postgres.pool import Pool

MODES: Final = ("auto", "force_generic_plan")
"""psycopg prepares what it sends five times, and the server may then plan without looking at values."""

_EXPLAIN: Final = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)"
_EXPLAINED: Final = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


class Run(NamedTuple):
    """`buffers` are pages of 8 KiB, from memory or disk; `ms` is planning and execution; `rows` is what came."""

    mode: str
    buffers: int
    ms: float
    rows: int
    plan: dict[str, Any]

    def nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [self.plan]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.get("Plans", ()))

    def scanned_whole(self) -> set[str]:
        """Tables that were read from end to end, or until enough rows fitted; not where the first rows there are do."""
        scans = [node for node in self.nodes() if node["Node Type"] == "Seq Scan"]
        limited = [node["Plans"][0] for node in self.nodes() if node["Node Type"] == "Limit"]
        return {node["Relation Name"] for node in scans if node not in limited or "Filter" in node}

    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes() if "Index Name" in node}

    def most_sorted(self) -> float:
        """Rows that the largest sort was given."""
        sorts = [node for node in self.nodes() if node["Node Type"] in {"Sort", "Incremental Sort"}]
        return max((node["Plans"][0]["Actual Rows"] * node["Plans"][0]["Actual Loops"] for node in sorts), default=0)


@dataclass(frozen=True)
class Sent:
    """One statement with what each mode made of it."""

    text: str
    runs: Sequence[Run]


@contextmanager
def explaining(connection: Connection, *, repeats: int = 1) -> Iterator[list[Sent]]:
    """What is sent over the connection meanwhile, explained before it is executed; of repeats the quickest counts.

    What a change would do is rolled back before it is done.
    """
    heard: list[Sent] = []
    usual = connection.rows

    async def rows(text: str, values: Sequence[Any]) -> list[TupleRow]:
        if text.startswith(_EXPLAINED):
            heard.append(Sent(text, [await _run(connection, text, values, mode, repeats) for mode in MODES]))
        return await usual(text, values)

    with patch.object(connection, "rows", rows):
        yield heard


async def only_connection(pool: Pool) -> Connection:
    """Of a pool of one, so that everything goes through it."""
    if pool.max_size != 1:
        raise ValueError("The pool has more than one connection.")
    async with pool.connection() as connection:
        return connection


async def _run(connection: Connection, text: str, values: Sequence[Any], mode: str, repeats: int) -> Run:
    is_inside = connection.info.transaction_status is TransactionStatus.INTRANS
    begin, undo = ("SAVEPOINT looking", "ROLLBACK TO looking") if is_inside else ("BEGIN", "ROLLBACK")
    found: list[Run] = []
    for _ in range(repeats):
        await _plainly(connection, begin)
        await _plainly(connection, "SET LOCAL statement_timeout = '300s'")
        if mode == "auto":
            row = await _plainly(connection, f"{_EXPLAIN} {text}", values)
        else:
            await _plainly(connection, f"SET LOCAL plan_cache_mode = {mode}")
            await _plainly(connection, f"PREPARE looking AS {text}")
            given = ", ".join(_literal(connection, value) for value in values)
            row = await _plainly(connection, f"{_EXPLAIN} EXECUTE looking{f'({given})' if given else ''}")
            await _plainly(connection, "DEALLOCATE looking")
        await _plainly(connection, undo)
        explained = row[0][0]
        plan = explained["Plan"]
        ms = explained["Planning Time"] + explained["Execution Time"]
        buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        found.append(Run(mode, buffers, ms, plan["Actual Rows"], plan))
    return min(found, key=lambda run: run.ms)


async def _plainly(connection: Connection, command: str, values: Sequence[Any] | None = None) -> Any:
    cursor = AsyncRawCursor(connection)
    await cursor.execute(command.encode(), values, prepare=False)
    return await cursor.fetchone() if cursor.description else None


def _literal(connection: Connection, value: Any) -> str:
    """Without a type, so that it takes that of its parameter as a value sent would."""
    if value is None:
        return "NULL"
    dumped = Transformer(connection).get_dumper(value, PyFormat.TEXT).dump(value)
    text = bytes(dumped or b"").decode()
    return "'" + text.replace("'", "''") + "'"
