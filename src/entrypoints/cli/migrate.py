"""`tixgenius migrate`: the schema of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from cyclopts import App, Parameter

from domain.shared.errors import Conflict
from entrypoints.cli.console import out, say
from entrypoints.cli.doctor import told_of
from entrypoints.container import database
from entrypoints.container.checkup import record
from entrypoints.container.schema import Schema
from entrypoints.settings import load_settings

app = App(name="migrate", help="Bring the database to the newest schema, or to another one.")


class NothingToMigrate(Conflict):
    code = "CLI_NOTHING_TO_MIGRATE"


@app.default
def newest() -> None:
    """Bring the database to the newest schema; where it is there already, nothing happens."""
    up()


@app.command
def up(revision: Annotated[str, Parameter(help="Stop at this one.")] = "head", /) -> None:
    """Bring the schema up. Processes that start at once take turns."""
    with _schema() as schema:
        before = schema.revision()
        schema.upgrade(revision)
        _tell(before, schema)


@app.command
def down(revision: Annotated[str, Parameter(help="The revision to return to; base is no schema at all.")], /) -> None:
    """Take the schema back. Data that the older schema has no place for is lost."""
    with _schema() as schema:
        before = schema.revision()
        schema.downgrade(revision)
        _tell(before, schema)


@app.command
def status() -> int:
    """Say which schema the database has; exit code 1 unless it is the newest."""
    with _schema() as schema:
        revision = schema.revision()
        out.print(f"{revision or 'no schema'} (newest: {schema.newest})", markup=False)
        return 0 if revision == schema.newest else 1


@contextmanager
def _schema() -> Iterator[Schema]:
    settings = load_settings()
    with database(settings) as placed:
        if placed.database_url is None:
            raise NothingToMigrate("A house in memory has no schema.")
        yield Schema(placed.database_url)


def _tell(before: str | None, schema: Schema) -> None:
    after = schema.revision()
    say(
        f"The schema is at {after or 'base'}"
        + (", as before." if before == after else f", before at {before or 'base'}.")
    )
    found = record(schema.database_url)
    if found and found.may_change and not found.instead:
        say(f"In the database {told_of(found)}")
