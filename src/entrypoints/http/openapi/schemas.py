"""Schemas of everything that crosses the wire, made from the types that read and write it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum
from inspect import cleandoc
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from application.shared.filters import GREATEST, LONGEST, alternatives
from entrypoints.http.body import Changes

COMPONENTS: Final = "#/components/schemas/"

_FORMATS: Final[Mapping[Any, str]] = {datetime: "date-time", time: "time"}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"{COMPONENTS}{name}"}


def components(kinds: Iterable[type[Struct]]) -> dict[str, Any]:
    """A schema for each of them and for all they are made of, by their names."""
    _, made = msgspec.json.schema_components(kinds, ref_template=COMPONENTS + "{name}")
    for kind in kinds:
        _name_formats(kind, made[kind.__name__])
        if issubclass(kind, Changes):
            made[kind.__name__]["minProperties"] = 1
    for schema in made.values():
        if "enum" in schema:
            schema["type"] = "string"
        if "description" in schema:
            # Before Python 3.13 it is as indented as its source.
            schema["description"] = cleandoc(schema["description"])
    return made


def of_parameter(kind: Any) -> dict[str, Any]:
    """What a query parameter of this type looks like."""
    kinds = alternatives(kind)
    if len(kinds) > 1:
        return {"anyOf": [of_parameter(alternative) for alternative in kinds]}
    kind = kinds[0]
    if get_origin(kind) is Annotated:
        plain, meta = get_args(kind)
        held_to = {"pattern": meta.pattern, "minimum": meta.ge, "maximum": meta.le}
        return of_parameter(plain) | {name: bound for name, bound in held_to.items() if bound is not None}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": of_parameter(get_args(kind)[0]), "minItems": 1}
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    return dict(_PARAMETERS[kind])


def _name_formats(kind: type[Struct], schema: dict[str, Any]) -> None:
    """Msgspec names the format of a time only where it insists on a zone."""
    for field in structs.fields(kind):
        for alternative in alternatives(field.type):
            if alternative in _FORMATS:
                shown = schema["properties"][field.encode_name]
                options = shown.get("anyOf", [shown])
                next(option for option in options if option.get("type") == "string")["format"] = _FORMATS[alternative]


_PARAMETERS: Final[Mapping[Any, dict[str, Any]]] = {
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    int: {"type": "integer", "minimum": -GREATEST, "maximum": GREATEST},
    str: {"type": "string", "minLength": 1, "maxLength": LONGEST},
    UUID: {"type": "string", "format": "uuid"},
}
