"""How commands come into the house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from application.shared.ports import Clock
from domain.shared.errors import Conflict
from entrypoints.cli.console import say
from entrypoints.container import House, database, open_house
from entrypoints.container.schema import Schema
from entrypoints.settings import Settings, load_settings


class SchemaNotCurrent(Conflict):
    code = "CLI_SCHEMA_NOT_CURRENT"


@asynccontextmanager
async def opened_house(settings: Settings | None = None, *, clock: Clock | None = None) -> AsyncIterator[House]:
    """The house over a database with the newest schema.

    Our own database is brought up to it. In one that others look after, SchemaNotCurrent says what to do.
    """
    settings = settings or load_settings()
    with database(settings) as placed:
        prepare(placed, migrates=settings.is_embedded)
        async with open_house(placed, clock=clock) as house:
            yield house


def prepare(placed: Settings, *, migrates: bool) -> None:
    if placed.database_url is None:
        return
    schema = Schema(placed.database_url)
    revision = schema.revision()
    if revision == schema.newest:
        return
    if not migrates:
        raise SchemaNotCurrent(
            f"The database has schema {revision or 'none'}, this version needs {schema.newest}. Run: tixgenius migrate"
        )
    say(f"Bringing the schema from {revision or 'none'} to {schema.newest}.")
    schema.upgrade()
