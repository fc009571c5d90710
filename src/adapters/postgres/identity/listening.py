"""The one connection on which a serving process hears of changes to accounts."""

import asyncio
import logging
import time
from typing import Final

from adapters.postgres.connection import CONNECT_TIMEOUT, Connection
from adapters.postgres.identity.changes import PROOF_HOLDS, SERVER, SNAPSHOT, AccountChanges, Snapshot

log = logging.getLogger(__name__)

BEAT: Final = PROOF_HOLDS / 3
"""Seconds between two proofs that the connection lives: one may come late before any is missed."""

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
"""Seconds until the next try to connect, each twice the one before."""

_WHERE: Final = f"SELECT pg_backend_pid(), {SERVER}, {SNAPSHOT}"


class Deaf(Exception):
    """A pooler stands in between, which lends a server connection for one transaction: what is told gets lost."""


async def follow(database_url: str, changes: AccountChanges) -> None:
    """Hear of changes until cancelled, and connect anew whenever that is needed."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        try:
            async with await _connected(database_url) as connection:
                await _listen(connection, changes)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the next try may do better
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            level = logging.WARNING if pause == FIRST_PAUSE else logging.DEBUG
            log.log(level, "Not told of changes to accounts, which count only once they are looked up: %r", problem)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _connected(database_url: str) -> Connection:
    return await Connection.connect(
        database_url, autocommit=True, connect_timeout=CONNECT_TIMEOUT, application_name="tixgenius listener"
    )


async def _listen(connection: Connection, changes: AccountChanges) -> None:
    """First listen, then look how far the server is: whatever that look does not see will be heard."""
    await connection.execute("LISTEN account_changed")
    [(process, server, snapshot)] = await connection.rows(_WHERE, ())
    if process != connection.info.backend_pid:
        raise Deaf("a pooler stands before the database.")
    changes.begin(server, Snapshot.of(snapshot))
    while True:
        asked_at = time.monotonic()
        await connection.rows("SELECT 1", ())
        changes.prove(asked_at)  # what came with the answer is told below, before anybody else's turn
        async for told in connection.notifies(timeout=BEAT):
            changes.hear(told.payload)
