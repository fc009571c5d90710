import asyncio
import signal
from pathlib import Path

import httpx2
import pytest

from tests.e2e.http.conftest import ADMIN, READY, command_line
from tests.e2e.http.people import TICKET, Person


class TestKill:
    @pytest.mark.timeout(240)
    async def test_while_writing_loses_nothing_that_was_acknowledged(
        self, scratch_folder: Path, tmp_path: Path
    ) -> None:
        """The server with its own database, killed three times in the middle of writes; each start goes on."""
        server = command_line(tmp_path, DATA_DIR=str(scratch_folder / "data"))
        acknowledged: set[str] = set()
        for _ in range(3):
            with server.running("serve") as running:
                address = await asyncio.to_thread(lambda: running.wait_for(READY)[1])
                async with Person(address, ADMIN) as admin:
                    await admin.log_in()
                    kept = {ticket_id for ticket_id in acknowledged if await _exists(admin, ticket_id)}
                    assert kept == acknowledged
                    writers = [asyncio.create_task(_write(admin, acknowledged)) for _ in range(8)]
                    await _until(acknowledged, len(acknowledged) + 60)
                    assert await asyncio.to_thread(running.stop, signal.SIGKILL) == -signal.SIGKILL
                    await asyncio.gather(*writers)
        with server.running("serve") as running:
            address = await asyncio.to_thread(lambda: running.wait_for(READY)[1])
            async with Person(address, ADMIN) as admin:
                await admin.log_in()
                for ticket_id in acknowledged:
                    assert await _exists(admin, ticket_id)


async def _write(person: Person, acknowledged: set[str]) -> None:
    """Open tickets, noting what was answered, until nobody answers."""
    while True:
        try:
            acknowledged.add((await person.done("POST", "/tickets", TICKET))["id"])
        except httpx2.TransportError:
            return


async def _until(acknowledged: set[str], enough: int) -> None:
    while len(acknowledged) < enough:  # noqa: ASYNC110 - an event would have to be set by every writer
        await asyncio.sleep(0.01)


async def _exists(person: Person, ticket_id: str) -> bool:
    return (await person.ask("GET", f"/tickets/{ticket_id}")).status_code == 200
