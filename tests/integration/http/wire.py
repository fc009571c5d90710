"""What a process really sends to its PostgreSQL: counted by libpq itself, beneath everything of ours and psycopg's."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from psycopg.pq import Trace

from adapters.postgres.pool import Pool

_STATEMENT: Final = re.compile(rb"^F\t\d+\t(Query|Execute)\t", re.MULTILINE)
"""Frontend messages that have the server run something; libpq writes a line for each message."""


@dataclass
class Wire:
    trace: Path

    def sent(self) -> int:
        """Statements so far: each BEGIN and COMMIT is one, too."""
        return len(_STATEMENT.findall(self.trace.read_bytes()))


@asynccontextmanager
async def tapped(pool: Pool) -> AsyncIterator[Wire]:
    """The wire of a pool's only connection."""
    assert pool.max_size == 1
    with NamedTemporaryFile() as trace:
        async with pool.connection() as connection:
            pgconn = connection.pgconn
        pgconn.trace(trace.fileno())
        pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield Wire(Path(trace.name))
        finally:
            pgconn.untrace()
