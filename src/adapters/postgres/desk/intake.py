"""Tickets on their way in: a batch is copied beside the tables, and what is not there yet is taken over from there."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final, final
from uuid import UUID

from psycopg.sql import SQL, Composed, Identifier

from adapters.postgres.desk.configuration import LOCK_CATEGORIES
from adapters.postgres.desk.kept import ASSIGNMENTS, CATEGORIES, COMMENTS, DEVELOPERS, TICKETS
from adapters.postgres.events import Recorder
from adapters.postgres.failures import refusals
from adapters.postgres.identity.repositories import USERS
from adapters.postgres.kept import Kept
from adapters.postgres.transaction import Transaction
from application.desk.archive import BroughtIn, ImportBatch, ImportedPerson
from domain.desk.events import TicketImported
from domain.identity.user import User
from domain.shared.ids import TicketId

_ONE_MINUTE: Final = 60.0
"""For a statement: a batch is more work than anything a request asks for."""

_ONE_AT_A_TIME: Final = SQL("SELECT pg_advisory_xact_lock(7449303851229164035)")
"""So that numbers are given to tickets that are new for certain, and none is lost."""

_ASIDE: Final = SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA")
_COPY: Final = SQL("COPY {} ({}) FROM STDIN")
_CLEAR: Final = SQL("DROP TABLE {}")

_TAKE_OVER: Final = SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT DO NOTHING")

_KNOWN_PEOPLE: Final = SQL("""
    CREATE TEMP TABLE known_people ON COMMIT DROP AS
    SELECT incoming.id AS given, coalesce(same.id, namesake.id) AS id
    FROM incoming_users incoming
    LEFT JOIN users same ON same.id = incoming.id
    LEFT JOIN users namesake ON namesake.canonical_email = incoming.canonical_email
""")
_KNOWN_CATEGORIES: Final = SQL("""
    CREATE TEMP TABLE known_categories ON COMMIT DROP AS
    SELECT incoming.id AS given, coalesce(same.id, namesake.id) AS id
    FROM incoming_categories incoming
    LEFT JOIN categories same ON same.id = incoming.id
    LEFT JOIN LATERAL (
        SELECT id FROM categories WHERE categories.name_key = incoming.name_key
        ORDER BY parent_id IS NOT NULL, created_at, id LIMIT 1
    ) namesake ON true
""")
_CATEGORIES: Final = SQL("""
    incoming_categories incoming
    WHERE NOT EXISTS (SELECT FROM categories WHERE categories.name_key = incoming.name_key)
""")
_DEVELOPERS: Final = SQL(
    "incoming_developer_profiles incoming JOIN known_people person ON person.given = incoming.user_id"
)

# Numbers are drawn over a query that is in order already: in any other, which row gets which is not promised.
_TICKETS: Final = SQL("""
    INSERT INTO tickets ({columns})
    SELECT {numbered} FROM (
        SELECT {values}
        FROM (
            SELECT DISTINCT ON (external_key) * FROM incoming_tickets ORDER BY external_key, number
        ) incoming
        JOIN known_people requester ON requester.given = incoming.requester_id
        LEFT JOIN known_people assignee ON assignee.given = incoming.assignee_id
        LEFT JOIN known_categories category ON category.given = incoming.category_id
        WHERE NOT EXISTS (SELECT FROM tickets WHERE tickets.external_key = incoming.external_key)
            AND incoming.external_key <> ALL (SELECT id::text FROM tickets WHERE id = ANY ($1::uuid[]))
        ORDER BY incoming.number
    ) incoming
    ON CONFLICT DO NOTHING
    RETURNING id, number, external_key, now()
""")
_ASSIGNMENTS: Final = SQL("""
    incoming_assignments incoming
    JOIN known_people person ON person.given = incoming.assignee_id AND incoming.ticket_id = ANY ($1::uuid[])
""")
# LIMIT makes the planner look each one up in an index: it does not know how few there are, and would read whole tables.
_COMMENTS: Final = SQL("""
    incoming_comments incoming
    JOIN known_people author ON author.given = incoming.author_id
    JOIN LATERAL (SELECT FROM tickets WHERE tickets.id = incoming.ticket_id LIMIT 1) ticket ON true
    LEFT JOIN LATERAL (
        SELECT true AS already FROM comments
        WHERE comments.ticket_id = incoming.ticket_id AND comments.created_at = incoming.created_at
            AND comments.author_id = author.id AND comments.body = incoming.body
        LIMIT 1
    ) said ON true
    WHERE said.already IS NULL
""")


@final
class Intake:
    """One batch, made to refer to the people and categories that are there already."""

    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def take(self, batch: ImportBatch) -> BroughtIn:
        await self._transaction.take_time(_ONE_MINUTE)
        await self._transaction.execute(_ONE_AT_A_TIME)
        await self._people(batch)
        await self._categories(batch)
        new = await self._tickets(batch)
        await self._copy(ASSIGNMENTS, map(ASSIGNMENTS.parameters, batch.assignments))
        await self._take_over(ASSIGNMENTS, _ASSIGNMENTS, [new], assignee_id="person.id", assigned_by="person.id")
        await self._copy(COMMENTS, map(COMMENTS.parameters, batch.comments))
        comments = await self._take_over(COMMENTS, _COMMENTS, author_id="author.id")
        await self._clear()
        return BroughtIn(tickets=len(new), comments=comments)

    async def _people(self, batch: ImportBatch) -> None:
        await self._copy(USERS, (USERS.parameters(_user(person)) for person in batch.people))
        await self._take_over(USERS, SQL("incoming_users incoming"))
        await self._transaction.execute(_KNOWN_PEOPLE)
        await self._copy(DEVELOPERS, map(DEVELOPERS.parameters, batch.developers))
        await self._take_over(DEVELOPERS, _DEVELOPERS, user_id="person.id")

    async def _categories(self, batch: ImportBatch) -> None:
        await self._copy(CATEGORIES, map(CATEGORIES.parameters, batch.categories))
        if batch.categories:
            await self._transaction.execute(LOCK_CATEGORIES)
            await self._take_over(CATEGORIES, _CATEGORIES)
        await self._transaction.execute(_KNOWN_CATEGORIES)

    async def _tickets(self, batch: ImportBatch) -> list[TicketId]:
        """Store those that are new, in the order of the batch, and tell of each."""
        drafts = (TICKETS.parameters(ticket) | {"number": place} for place, ticket in enumerate(batch.tickets))
        await self._copy(TICKETS, drafts)
        insert = _TICKETS.format(
            columns=_names(TICKETS),
            numbered=_values(TICKETS, number="nextval('ticket_number')"),
            values=_values(TICKETS, requester_id="requester.id", assignee_id="assignee.id", category_id="category.id"),
        )
        keys = [key for ticket in batch.tickets if (key := _as_id(ticket.external_key))]
        brought = await (await self._transaction.execute(insert, [keys])).fetchall()
        told = [TicketImported(ticket_id=row[0], number=row[1], external_key=row[2], at=row[3]) for row in brought]
        await self._recorder.record(self._transaction, told)
        return [event.ticket_id for event in told]

    async def _copy(self, kept: Kept[Any], rows: Iterable[dict[str, Any]]) -> None:
        aside = Identifier(f"incoming_{kept.table.name}")
        await self._transaction.execute(_ASIDE.format(aside, _names(kept), Identifier(kept.table.name)))
        connection = await self._transaction.connection()
        with refusals():
            async with connection.cursor().copy(_COPY.format(aside, _names(kept))) as copy:
                for row in rows:
                    await copy.write_row([row[name] for name in kept.columns])

    async def _take_over(self, kept: Kept[Any], source: SQL, values: list[Any] | None = None, **instead: str) -> int:
        """How many were new."""
        table = Identifier(kept.table.name)
        statement = _TAKE_OVER.format(table, _names(kept), _values(kept, **instead), source)
        return (await self._transaction.execute(statement, values)).rowcount

    async def _clear(self) -> None:
        """At once rather than at the end of the transaction, which may bring in more."""
        aside = [
            f"incoming_{kept.table.name}" for kept in (USERS, DEVELOPERS, CATEGORIES, TICKETS, ASSIGNMENTS, COMMENTS)
        ]
        tables = [*aside, "known_people", "known_categories"]
        await self._transaction.execute(_CLEAR.format(SQL(", ").join(map(Identifier, tables))))


def _user(person: ImportedPerson) -> User:
    return User(
        id=person.id,
        email=person.email,
        password_hash=None,
        first_name="" if "@" in person.name else person.name,
        created_at=person.created_at,
        updated_at=person.created_at,
    )


def _as_id(key: str | None) -> UUID | None:
    """The id that a ticket must have to be known by this key."""
    with suppress(ValueError):
        found = UUID(key)
        return found if str(found) == key else None
    return None


def _names(kept: Kept[Any]) -> Composed:
    return SQL(", ").join(map(Identifier, kept.columns))


def _values(kept: Kept[Any], **instead: str) -> Composed:
    """What arrived, in the order of the columns, but for those taken from elsewhere."""
    return SQL(", ").join(
        SQL("{} AS {}").format(SQL(instead[name]), Identifier(name))
        if name in instead
        else Identifier("incoming", name)
        for name in kept.columns
    )
