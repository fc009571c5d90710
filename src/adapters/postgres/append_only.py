"""The role that the house takes: it may add to the record of what happened, and change nothing that is in it."""

import logging
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier

log = logging.getLogger(__name__)

APPENDED: Final = ("events", "audit_seals")

_LONGEST: Final = 63
"""Bytes of a name in PostgreSQL; the rest is cut off in silence."""

_SUFFIX: Final = "_app"

_OWNS: Final = "SELECT (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('events'))"
"""Null where there is no record yet."""

_STANDS_APART: Final = "SELECT rolcanlogin AND NOT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = %s"
"""Whether a role is a login by itself, which who asks cannot become."""

_RIGHTS: Final = SQL("""
    GRANT USAGE ON SCHEMA {schema} TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
    GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role};
    REVOKE UPDATE, DELETE, TRUNCATE ON {appended} FROM {role};
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version FROM {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT EXECUTE ON FUNCTIONS TO {role};
""")
"""The defaults are for what a later revision makes, which its triggers may write to before that is all migrated."""


def role_of(login: str) -> str:
    """One for each login: roles are the whole server's, and one that all shared would reach into others' databases."""
    return login.encode()[: _LONGEST - len(_SUFFIX)].decode(errors="ignore") + _SUFFIX


def apart(connection: psycopg.Connection[Any], login: str) -> str | None:
    """The login that an operator has made for the house, so that this one is left to migrate."""
    found = connection.execute(_STANDS_APART, (role_of(login),)).fetchone()
    return role_of(login) if found and found[0] else None


def as_owner(database_url: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
    """A connection in order to migrate: as the login itself, or in the role that an operator has it take."""
    connection = psycopg.connect(database_url, autocommit=True)
    login, user = _look(connection, "SELECT session_user::text, current_user::text")
    if user == role_of(login):
        connection.execute("SET ROLE NONE")
    connection.autocommit = autocommit
    return connection


def take(database_url: str) -> None:
    """Have every later connection of this login to this database take the role, with rights on all there is by now.

    Where the login owns nothing or takes another role already, or the house has a login of its own named like the role,
    an operator has seen to it. Where it may make no role and was given none, it stays what it is.
    """
    with as_owner(database_url, autocommit=True) as connection:
        _take(connection)


def _take(connection: psycopg.Connection[Any]) -> None:
    login, user, database = _look(connection, "SELECT session_user::text, current_user::text, current_database()::text")
    owns = _look(connection, _OWNS)[0]
    if login != user or owns is False:
        return
    name = role_of(login)
    role = Identifier(name)
    of_this_login = SQL("ALTER ROLE CURRENT_USER IN DATABASE {} ").format(Identifier(database))
    try:
        if owns is None:
            connection.execute(of_this_login + SQL("RESET role"))
            return
        _make(connection, name)
        with connection.transaction():
            connection.execute(_rights(connection, role))
        if apart(connection, login):
            return
        with connection.transaction():
            connection.execute(SQL("SET LOCAL ROLE {}").format(role))
            sees = _look(connection, "SELECT to_regclass('events') IS NOT NULL")[0]
        if sees:
            connection.execute(of_this_login + SQL("SET role = {}").format(name))
        else:
            log.warning("%s does not take the role %s, which finds none of its tables.", login, name)
    except psycopg.errors.InsufficientPrivilege as refused:
        log.warning("%s does not take the role %s: %s", login, name, refused.diag.message_primary)


def _make(connection: psycopg.Connection[Any], name: str) -> None:
    """Unless it is there. An upgrade of another database of the server may be making it, too: then it has by now."""
    if not _look(connection, "SELECT to_regrole(quote_ident(%s)) IS NOT NULL", name)[0]:
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(SQL("CREATE ROLE {} ROLE CURRENT_USER").format(Identifier(name)))


def _rights(connection: psycopg.Connection[Any], role: Identifier) -> Composed:
    (schema,) = _look(connection, "SELECT current_schema()::text")
    appended = (name for name in APPENDED if _look(connection, "SELECT to_regclass(%s) IS NOT NULL", name)[0])
    return _RIGHTS.format(role=role, schema=Identifier(schema), appended=SQL(", ").join(map(Identifier, appended)))


def _look(connection: psycopg.Connection[Any], query: str, *values: object) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query.encode(), values).fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM has one row
    return row
