"""All that callers can say, read off the routes: a new operation, member or parameter is tried by itself."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from uuid import UUID, uuid4

import pytest
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, structs

from application.shared.filters import alternatives
from entrypoints.http.body import Body
from entrypoints.http.openapi.examples import EXAMPLES
from entrypoints.http.openapi.operation import body_of
from entrypoints.http.policy import PUBLIC, IfMatch, policy_of, routes_of
from entrypoints.http.routes import ROUTES
from tests.security.world import Ids, World

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    handler: HTTPRouteHandler
    body: type[Body] | None

    @property
    def name(self) -> str:
        return self.handler.fn.__name__

    @property
    def id_names(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.endswith("_id}")]

    def url(self, ids: Mapping[str, object]) -> str:
        """As `Api` takes it: below the API's base, or with two slashes outside of it."""
        path = self.path.format(**ids)
        return path.removeprefix("/api/v1") if path.startswith("/api/v1") else f"/{path}"

    def headers(self) -> dict[str, str]:
        return {"If-Match": "*"} if self.handler.opt.get("if_match") is IfMatch.REQUIRED else {}

    def good_body(self, world: World) -> dict[str, Any]:
        """What nobody could object to, however often it is said."""
        if self.name in {"register", "log_in"}:
            return {"email": f"{uuid4().hex}@example.com", "password": "Correct-Horse-7"}
        good = world.body(self.name) or {}
        return good | ({"name": f"{good['name']} {uuid4().hex}"} if "name" in good else {})


@dataclass(frozen=True)
class Member:
    """One place in a body: `path` leads there, `kinds` are the types that its value can have."""

    operation: Operation
    path: Path
    annotation: Any

    @property
    def name(self) -> str:
        """As refusals call it."""
        first, *rest = self.path
        return str(first) + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)

    @property
    def kinds(self) -> set[Any]:
        return {_bare(kind) for kind in alternatives(self.annotation)}

    def planted(self, value: Any, world: World, **others: Any) -> dict[str, Any]:
        """A good body with this value in this place."""
        good = self.operation.good_body(world) | others
        top, *steps = self.path
        if not steps:
            return good | {str(top): value}
        tree = json.loads(json.dumps(good.get(str(top)) or self._example().get(str(top)) or [None]))
        node = tree
        for step in steps[:-1]:
            node = node[step]
        node[steps[-1]] = value
        return good | {str(top): tree}

    def planted_raw(self, literal: str, world: World) -> bytes:
        """The same with JSON that no value would be written as."""
        return json.dumps(self.planted(_HOLE, world)).replace(json.dumps(_HOLE), literal).encode()

    def found(self, data: Any) -> Any:
        """What stands in this place of an answer's data."""
        for step in self.path:
            data = data[step]
        return data

    def _example(self) -> dict[str, Any]:
        example: dict[str, Any] = EXAMPLES[self.operation.body]  # type: ignore[index] # it has a body: this is of it
        return example


_HOLE: Final = "\N{WHITE SQUARE} here \N{WHITE SQUARE}"
_AS_TEXT: Final = (str, UUID, date, datetime, time)


def _bare(kind: Any) -> Any:
    return _bare(get_args(kind)[0]) if get_origin(kind) is Annotated else getattr(kind, "__supertype__", kind)


def _members(operation: Operation, annotation: Any, path: Path) -> Iterator[Member]:
    for kind in map(_bare, alternatives(annotation)):
        if get_origin(kind) is tuple:
            yield from _members(operation, get_args(kind)[0], (*path, 0))
        elif isinstance(kind, type) and issubclass(kind, Struct):
            for field in structs.fields(kind):
                yield from _members(operation, field.type, (*path, field.encode_name))
    if path:
        yield Member(operation, path, annotation)


def is_text(kind: Any) -> bool:
    """Whether values of this kind are text in JSON."""
    return get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, (*_AS_TEXT, Enum)))


OPERATIONS: Final = [
    Operation(method, path, handler, body_of(handler)[0])
    for router in ROUTES
    for method, path, handler in routes_of(router)
]
WITH_BODY: Final = [operation for operation in OPERATIONS if operation.body is not None]
LISTS: Final = [operation for operation in OPERATIONS if "listing" in operation.handler.opt]
MEMBERS: Final = [member for operation in WITH_BODY for member in _members(operation, operation.body, ())]
TEXTS: Final = [member for member in MEMBERS if any(map(is_text, member.kinds))]


def named(operations: list[Operation]) -> list[Any]:
    return [pytest.param(operation, id=operation.name) for operation in operations]


def placed(members: list[Member]) -> list[Any]:
    return [pytest.param(member, id=f"{member.operation.name}-{member.name}") for member in members]


async def say(world: World, operation: Operation, ids: Ids | Mapping[str, str], *, query: str = "", **more: Any) -> Any:
    """The operation, asked by the actor with a body of one's own; what its routes insist on stands in the headers."""
    headers = operation.headers() | more.pop("headers", {})
    if "content" in more:
        headers = {"Content-Type": "application/json"} | headers
    by = None if policy_of(operation.handler) is PUBLIC else world.actor
    url = operation.url(ids) + (f"?{query}" if query else "")
    return await world.api.ask(operation.method, url, by, headers=headers, **more)
