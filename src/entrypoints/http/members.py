"""What is wrong with a body, member by member and all at once: the slow path, taken only when the fast one refused."""

from collections.abc import Iterator, Mapping
from itertools import islice
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

import msgspec
from msgspec import Struct, structs

from application.shared.sentences import sentence

Problems = Iterator[tuple[str, str]]

MOST_NAMED: Final = 100
"""A body of 1 MiB can hold half a million mistakes; to name them all took ten seconds (measured)."""

_LONGEST_NAME: Final = 100


def problems_of(members: Mapping[str, Any], kind: type[Struct]) -> dict[str, str]:
    """Wrong members by their wire names, each with a sentence about it; at most so many that it stays quick."""
    return dict(islice(_problems_of(members, kind, ""), MOST_NAMED))


def _problems_of(members: Mapping[str, Any], kind: type[Struct], path: str) -> Problems:
    fields = {field.encode_name: field for field in structs.fields(kind)}
    for name in members:
        if name not in fields:
            yield f"{path}{name[:_LONGEST_NAME]}", "Unknown."
    for name, field in fields.items():
        if name in members:
            yield from _problems_in(members[name], field.type, f"{path}{name}")
        elif field.required:
            yield f"{path}{name}", "Missing."


def _problems_in(value: Any, annotation: Any, name: str) -> Problems:
    problem = _problem(value, annotation)
    if problem is None:
        return
    further_in = False
    for inner in _problems_within(value, annotation, name):
        further_in = True
        yield inner
    if not further_in:
        yield name, problem


def _problems_within(value: Any, annotation: Any, name: str) -> Problems:
    for kind in _alternatives(annotation):
        if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Struct):
            yield from _problems_of(value, kind, f"{name}.")
        elif isinstance(value, list) and get_origin(kind) is tuple:
            for position, element in enumerate(value[:MOST_NAMED]):
                yield from _problems_in(element, get_args(kind)[0], f"{name}[{position}]")


def _problem(value: Any, annotation: Any) -> str | None:
    try:
        msgspec.convert(value, annotation)
    except msgspec.ValidationError as error:
        return sentence(str(error), annotation)
    return None


def _alternatives(annotation: Any) -> Iterator[Any]:
    """The types a value can have, without what they are annotated with."""
    if get_origin(annotation) is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _alternatives(part)
    else:
        yield annotation
