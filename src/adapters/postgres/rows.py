"""Records of the database into the house's types and back; how a field has to change is decided once for each type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import Parameter, signature
from types import UnionType
from typing import Any, Final, Generic, TypeVar, final, get_args, get_origin, get_type_hints

import msgspec
from sqlalchemy import ColumnElement, FromClause, Label

Kind = TypeVar("Kind")
Record = Sequence[Any]
Change = Callable[[Any], Any]


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a Struct or dataclass in order; what is selected is built from them and so cannot drift."""
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return tuple(kind.__struct_fields__)


@final
class Reader(Generic[Kind]):
    """Makes a Struct or dataclass of a record with its fields in order; what comes after them is left alone."""

    def __init__(self, kind: type[Kind]) -> None:
        hints = get_type_hints(kind)
        self.names: Final = names_of(kind)
        self._kind = kind
        self._by_name = any(one.kind is Parameter.KEYWORD_ONLY for one in signature(kind).parameters.values())
        self._changes = [
            (index, change) for index, name in enumerate(self.names) if (change := _on_reading(hints[name])) is not None
        ]

    def __call__(self, record: Record) -> Kind:
        values = list(record[: len(self.names)])
        for index, change in self._changes:
            values[index] = change(values[index])
        if self._by_name:
            return self._kind(**dict(zip(self.names, values, strict=True)))
        return self._kind(*values)

    def columns(self, source: FromClause, **computed: ColumnElement[Any]) -> list[Label[Any]]:
        """What to select: columns of the same name, or what is computed for a field."""
        return [(computed[name] if name in computed else source.c[name]).label(name) for name in self.names]


@final
class Writer(Generic[Kind]):
    """The fields of a dataclass as parameters."""

    def __init__(self, kind: type[Kind]) -> None:
        self._changes = {
            name: change for name, hint in get_type_hints(kind).items() if (change := _on_writing(hint)) is not None
        }
        self.names: Final = names_of(kind)

    def __call__(self, name: str, entity: Kind) -> Any:
        value = getattr(entity, name)
        change = self._changes.get(name)
        return change(value) if change is not None else value


def _on_reading(hint: Any) -> Change | None:
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    members = {one.value: one for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum) for one in kind}
    if members:
        return (members | {None: None}).__getitem__
    if any(isinstance(kind, type) and issubclass(kind, msgspec.Struct) for kind in kinds):
        return lambda value: msgspec.convert(value, hint)
    if not _is_sequence(hint):
        return None
    if get_args(hint)[0] is str:
        return tuple if get_origin(hint) is tuple else None
    return lambda value: msgspec.convert(value, hint)


def _on_writing(hint: Any) -> Change | None:
    if get_origin(hint) is Mapping:
        return _as_json
    if not _is_sequence(hint):
        return None
    return list if get_args(hint)[0] is str else _as_json


def _is_sequence(hint: Any) -> bool:
    return get_origin(hint) in {tuple, list}


def _as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
