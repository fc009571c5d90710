"""SQLAlchemy builds SQL, once; psycopg runs the text. No engine of SQLAlchemy's is there at run time."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final, TypeVar, final

from sqlalchemy import ClauseElement, ColumnElement, Select, Text, bindparam, func
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import cloned_traverse
from sqlalchemy.types import TypeEngine

_DIALECT: Final = postgresql.psycopg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

Parameters = Mapping[str, Any]
Clause = TypeVar("Clause", bound=ClauseElement)


@final
class Statement:
    """The text of a statement with its parameters in order; compiling costs 250 µs, this costs it once."""

    __slots__ = ("_fixed", "_names", "text")

    def __init__(self, clause: Select[Any]) -> None:
        compiled = clause.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        self.text: Final = str(compiled)
        self._names: Final = tuple(compiled.positiontup or ())
        self._fixed: Final = {name: value for name, value in compiled.params.items() if value is not None}

    def values(self, parameters: Parameters) -> list[Any]:
        given = {**self._fixed, **parameters} if self._fixed else parameters
        return [given[name] for name in self._names]


@final
class Statements:
    """Statements by their shape. Shapes are few, but callers choose among them, so that their number needs a bound."""

    def __init__(self, *, at_most: int = 500) -> None:
        self._kept: dict[Hashable, Statement] = {}
        self._at_most = at_most

    def of(self, shape: Hashable, build: Callable[[], Select[Any]]) -> Statement:
        statement = self._kept.get(shape)
        if statement is None:
            if len(self._kept) >= self._at_most:
                self._kept.pop(next(iter(self._kept)))
            statement = self._kept[shape] = Statement(build())
        return statement


def parameter(name: str, kind: TypeEngine[Any] | ColumnElement[Any]) -> BindParameter[Any]:
    """A value given at run time, cast to a type or to that of a column."""
    return bindparam(name, None, type_=kind.type if isinstance(kind, ColumnElement) else kind, required=False)


def beside(clause: Clause, place: int) -> Clause:
    """The same with parameters of its own, so that it can stand beside others in one statement."""

    def rename(one: BindParameter[Any]) -> None:
        if not one.unique:  # which those are that bring their value along
            one.key = f"{one.key} {place}"

    return cloned_traverse(clause, {}, {"bindparam": rename})


def all_beside(each: Sequence[Parameters]) -> dict[str, Any]:
    """The parameters of clauses that stand `beside` each other."""
    return {f"{name} {place}": value for place, one in enumerate(each) for name, value in one.items()}


def contains(folded: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a case-folded text holds another as it stands: unlike LIKE, `strpos` knows no wildcards to escape."""
    return func.strpos(folded, parameter(name, Text())) > 0
