"""How entities of one kind are kept: which columns they have, and the one statement that stores a change."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar, final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from adapters.postgres.events import REACT, Recorder, recorded
from adapters.postgres.rows import Reader, Writer
from adapters.postgres.sql import Parameters, Statement, Statements, parameter
from adapters.postgres.transaction import Transaction
from domain.shared.errors import StaleVersion
from domain.shared.events import Event

Entity = TypeVar("Entity")


class Change(NamedTuple):
    """What a statement does to which columns of one row."""

    verb: Literal["insert", "update", "delete"]
    columns: tuple[str, ...]


@final
class Kept(Generic[Entity]):
    """One kind of entity in one table: its fields are columns, and `derived` says what other columns follow from it."""

    def __init__(
        self,
        kind: type[Entity],
        table: Table,
        *,
        key: str = "id",
        derived: Mapping[str, Callable[[Entity], Any]] | None = None,
    ) -> None:
        self.table: Final = table
        self.key: Final = table.c[key]
        self.read: Final = Reader(kind)
        self._write = Writer(kind)
        self._derived = dict(derived or {})
        self._statements = Statements()
        self.columns: Final = (*self._write.names, *self._derived)
        self.is_versioned: Final = "version" in self.columns
        self.selected: Final = select(*self.read.columns(table))

    def to_change(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        """Select and lock: who refers to the rows is not held up, who changes them is."""
        return self.selected.where(*conditions).with_for_update(key_share=True)

    def parameters(self, entity: Entity) -> dict[str, Any]:
        """Every column's value for an entity."""
        values = {name: self._write(name, entity) for name in self._write.names}
        return values | {name: derive(entity) for name, derive in self._derived.items()}

    async def load(self, transaction: Transaction, statement: Statement, **parameters: Any) -> Entity | None:
        """The first entity found, remembered as what the database has."""
        found = await self.load_all(transaction, statement, **parameters)
        return found[0] if found else None

    async def load_all(self, transaction: Transaction, statement: Statement, **parameters: Any) -> list[Entity]:
        entities = [self.read(record) for record in await transaction.run(statement, parameters)]
        for entity in entities:
            transaction.loaded[self, getattr(entity, self.key.name)] = entity
        return entities

    async def save(self, transaction: Transaction, recorder: Recorder, entity: Entity, events: Sequence[Event]) -> None:
        """Insert what was not loaded, update what changed of what was, with the events and their job.

        StaleVersion when it changed since, which the lock of loading rules out.
        """
        key = getattr(entity, self.key.name)
        old: Entity | None = transaction.loaded.get((self, key))
        values = self.parameters(entity)
        given = {f"new_{name}": value for name, value in values.items()} | {"key": key}
        if old is None:
            change = Change("insert", self.columns)
        else:
            before = self.parameters(old)
            change = Change("update", tuple(name for name in self.columns if values[name] != before[name]))
            given["loaded_version"] = before.get("version")
        if events:
            given["events"] = recorder.records(events, old=old, new=entity)
        if change.columns or events:
            await self._write_down(transaction, change, given, awaited=recorder.is_awaited(events))
        transaction.loaded[self, key] = entity

    async def remove(self, transaction: Transaction, recorder: Recorder, key: UUID, events: Sequence[Event]) -> None:
        old: Entity | None = transaction.loaded.pop((self, key), None)
        given = {"key": key, "events": recorder.records(events, old=old)}
        await self._write_down(
            transaction, Change("delete", (self.key.name,)), given, awaited=recorder.is_awaited(events)
        )

    async def _write_down(self, transaction: Transaction, change: Change, given: Parameters, *, awaited: bool) -> None:
        has_events, has_job = "events" in given, awaited and not transaction.has_job
        statement = self._statements.of(
            (change, has_events, has_job), lambda: self._build(change, has_events=has_events, has_job=has_job)
        )
        transaction.has_job = transaction.has_job or has_job
        if change.verb == "insert":
            await transaction.insert(statement, given)
            return
        touched = await transaction.run(statement, given, removing=change.verb == "delete")
        if change.columns and not touched[0][0]:
            raise StaleVersion("It was changed meanwhile; please look again.")

    def _build(self, change: Change, *, has_events: bool, has_job: bool) -> Select[Any]:
        """One statement for state, events and job, so that it is one way to the server."""
        touched: ColumnElement[Any] = literal(0)
        if change.columns:
            changed = self._clause(change).returning(self.key).cte("changed")
            touched = select(func.count()).select_from(changed).scalar_subquery()
        query = select(touched, REACT) if has_job else select(touched)
        return query.add_cte(recorded()) if has_events else query

    def _clause(self, change: Change) -> Insert | Update | Delete:
        columns = {name: parameter(f"new_{name}", self.table.c[name]) for name in change.columns}
        this = self.key == parameter("key", self.key)
        if change.verb == "insert":
            return insert(self.table).values(columns)
        if change.verb == "delete":
            return delete(self.table).where(this)
        clause = update(self.table).values(columns).where(this)
        if not self.is_versioned:
            return clause
        version = self.table.c.version
        return clause.where(version == parameter("loaded_version", version))
