"""The schema of the database, for whoever looks after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError

from adapters.postgres import migrate
from adapters.postgres.failures import refusals
from domain.shared.errors import NotFound, Unavailable


class RevisionUnknown(NotFound):
    code = "SCHEMA_REVISION_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Schema:
    """All of it: RevisionUnknown for a revision that does not exist, Unavailable when the database does not answer."""

    database_url: str

    def upgrade(self, revision: str = "head") -> None:
        with _refusing():
            migrate.upgrade(self.database_url, revision)

    def downgrade(self, revision: str) -> None:
        """`base` is no schema at all, and no data."""
        with _refusing():
            migrate.downgrade(self.database_url, revision)

    def revision(self) -> str | None:
        """The revision it is at; None before the first."""
        with _refusing():
            return migrate.current(self.database_url)

    @property
    def newest(self) -> str | None:
        return migrate.head()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        with refusals():
            yield
    except CommandError as problem:
        raise RevisionUnknown(f"{problem}.") from None
    except TimeoutError as problem:
        raise Unavailable(str(problem)) from None
    except DBAPIError as failure:
        with refusals():
            raise failure.orig if isinstance(failure.orig, psycopg.Error) else failure from None
