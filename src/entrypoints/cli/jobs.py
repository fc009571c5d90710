"""`tixgenius jobs`: what failed for good, and another try for it."""

from datetime import UTC
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from rich.table import Table

from entrypoints.cli.console import out, say
from entrypoints.cli.opening import opened_house

app = App(name="jobs", help="See and retry jobs that failed for good.")


@app.command
async def failed(*, limit: Annotated[int, Parameter(help="At most so many.")] = 100) -> None:
    """List the jobs that were tried as often as they may be, the latest first."""
    table = Table("id", "failed at", "task", "arguments", "attempts", box=None)
    async with opened_house() as house:
        letters = await house.engine.dead_letters.list(limit=limit)
    for letter in letters:
        at = letter.failed_at.astimezone(UTC).isoformat(sep=" ", timespec="seconds")
        arguments = msgspec.json.encode(letter.args).decode()
        table.add_row(str(letter.id), at, letter.task, arguments, str(letter.attempts))
    out.print(table if letters else "No job has failed for good.", markup=False)


@app.command
async def retry(job: Annotated[int, Parameter(help="Its id, as `jobs failed` shows it.")], /) -> None:
    """Have a failed job tried once more."""
    async with opened_house() as house:
        await house.engine.dead_letters.retry(job)
    say(f"Job {job} waits to be tried once more.")
