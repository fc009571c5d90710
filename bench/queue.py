"""`python -m bench.queue`: how many jobs a second our worker does, and what one costs.

Each is a reaction as the house has it: the event is read, a notification written, the job fetched and finished.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
import psycopg

from bench import usage
from bench.paths import DATA, ROOT
from bench.serving import stop
from bench.stacks import SERVER_CORE, pinned
from bench.world import World, world

JOBS: Final = 3000
PATIENCE: Final = 120.0
"""Seconds for all of them, and for a start."""

LOOK_EVERY: Final = 0.05

_DEFERRED: Final = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT * FROM tickets WHERE assignee_id IS NOT NULL ORDER BY id LIMIT {jobs} LOOP
        INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values, actor_id, created_at)
        SELECT gen_random_uuid(), 'desk.ticket_assigned', 'ticket', one.id,
            jsonb_build_object('at', now(), 'ticket_id', one.id, 'number', one.number, 'title', one.title,
                'assignee_id', one.assignee_id, 'assigned_by', one.requester_id),
            '{{}}', '{{}}', one.requester_id, now();
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW('reactions', 'react', 0, NULL, NULL,
            jsonb_build_object('transaction', pg_current_xact_id()::text), NULL)::procrastinate_job_to_defer_v1]);
        COMMIT;
    END LOOP;
END $$
"""


class Worked(msgspec.Struct, frozen=True):
    """CPU is µs for each job: of the worker's process, and of PostgreSQL's."""

    jobs: int
    concurrency: int
    per_second: float
    cpu: float
    postgres_cpu: float
    told: int
    """Notifications that came of it."""


def worked(here: World, concurrency: int) -> Worked:
    """From the first job that is done to the last."""
    with psycopg.connect(here.database_url, autocommit=True) as database:
        database.execute("DELETE FROM notifications")
        database.execute("DELETE FROM procrastinate_jobs")
        database.execute(_DEFERRED.format(jobs=JOBS).encode())
        with _worker(here, concurrency) as pid:
            first = _left(database, below=JOBS)
            began, cpu, theirs = time.monotonic(), usage.cpu_seconds(pid), usage.cpu_seconds(here.postmaster)
            _left(database, below=1)
            seconds = time.monotonic() - began
            used = usage.cpu_seconds(pid) - cpu, usage.cpu_seconds(here.postmaster) - theirs
        found = database.execute("SELECT count(*) FROM notifications").fetchone()
    own, postgres = (one * 1_000_000 / first for one in used)
    return Worked(first, concurrency, first / seconds, own, postgres, found[0] if found else 0)


def table(figures: list[Worked]) -> str:
    rows = [f"| {one.concurrency} | {one.per_second:.0f} | {one.cpu:.0f} | {one.postgres_cpu:.0f} |" for one in figures]
    head = ["| jobs at the same time | jobs a second | CPU µs for each | PostgreSQL's |", "|---|---|---|---|"]
    return "\n".join(["**Jobs**: a reaction to an assignment, by one worker", "", *head, *rows])


@contextmanager
def _worker(here: World, concurrency: int) -> Iterator[int]:
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    settings = {"LOG_LEVEL": "warning", "JOB_CONCURRENCY": str(concurrency), "DATA_DIR": str(DATA / "house")}
    command = [*pinned(SERVER_CORE), sys.executable, "-m", "entrypoints.cli", "worker"]
    environment = kept | {"PYTHONPATH": str(ROOT / "src")} | dict(here.environment) | settings
    with (DATA / "logs" / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=DATA, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process.pid
    finally:
        stop(process)


def _left(database: psycopg.Connection[Any], *, below: int) -> int:
    """Wait until there are fewer jobs than that to do; how many there are then."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = database.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')").fetchone()
        if found and found[0] < below:
            return int(found[0])
        time.sleep(LOOK_EVERY)
    raise TimeoutError(f"The worker does not work: {(DATA / 'logs' / 'worker.log').read_text()[-2000:]}")


def main() -> None:
    with world() as here:
        figures = [worked(here, concurrency) for concurrency in (1, 4)]
    print(b"\n".join(map(msgspec.json.encode, figures)).decode())
    print(table(figures))


if __name__ == "__main__":
    main()
