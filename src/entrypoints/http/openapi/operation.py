"""One operation of the document, made from its handler."""

import re
from enum import StrEnum
from inspect import cleandoc
from typing import Any, Final, get_args, get_origin, get_type_hints

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, structs

from application.shared.page import DEEPEST_OFFSET
from entrypoints.http.body import Body
from entrypoints.http.idempotency import honours_keys
from entrypoints.http.openapi.errors import REQUEST_ID, error_responses
from entrypoints.http.openapi.examples import EXAMPLES
from entrypoints.http.openapi.schemas import of_parameter, reference
from entrypoints.http.paging import HIGHEST_LIMIT, LIMIT
from entrypoints.http.policy import PUBLIC, IfMatch, policy_of, scope_for
from entrypoints.http.query import Listing

_COOKIE: Final[dict[str, list[str]]] = {"cookie": []}
_COOKIE_AND_TOKEN: Final[dict[str, list[str]]] = {"cookie": [], "csrf": []}
_ACCEPTED: Final = 202
_NO_CONTENT: Final = {"204": {"description": "Done."}}
_TEXT: Final = {"type": "string"}
_ID: Final = {"type": "string", "format": "uuid"}
_TOKEN: Final = {"type": "string", "minLength": 1, "maxLength": 300}
_NAME: Final = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,29}$", "example": "google"}
_ONWARD: Final = {"Location": {"schema": {"type": "string", "format": "uri-reference"}}}
_CURSOR: Final = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}
_TAG: Final = {"type": "string", "pattern": '^(\\*|(W/)?"[!#-~]*")$'}

_FEW: Final = 5


def operation(handler: HTTPRouteHandler, path: str) -> dict[str, Any]:
    body, _ = body_of(handler)
    described = cleandoc(handler.fn.__doc__) if handler.fn.__doc__ else None
    policy = policy_of(handler)
    made: dict[str, Any] = {
        "tags": sorted(handler.resolve_tags()),
        "summary": handler.fn.__name__.replace("_", " ").capitalize(),
        "description": "\n\n".join(
            filter(None, (described, _about_filter(handler), f"Asks for: {_asked_for(policy)}."))
        ),
        "operationId": camel(handler.fn.__name__),
        "parameters": [*_path_parameters(path), *_query_parameters(handler), *_header_parameters(handler)],
        "requestBody": _request_body(handler),
        "responses": {**_success(handler), **error_responses(handler, path, has_body=body is not None)},
        "security": _security(handler, path),
    }
    return {name: value for name, value in made.items() if value is not None}


def is_safe(handler: HTTPRouteHandler) -> bool:
    return "GET" in handler.http_methods


def _security(handler: HTTPRouteHandler, path: str) -> list[dict[str, list[str]]]:
    if policy_of(handler) is PUBLIC:
        return []
    scope = scope_for(min(handler.http_methods), path)
    by_key = [{"apiKey": [scope.value]}] if scope else []
    return [{"bearer": []}, _COOKIE if is_safe(handler) else _COOKIE_AND_TOKEN, *by_key]


def body_of(handler: HTTPRouteHandler) -> tuple[type[Body] | None, bool]:
    """The type of the body a handler takes, and whether it must be there."""
    annotation = get_type_hints(handler.fn).get("data")
    kinds = [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type) and issubclass(kind, Body)]
    return (kinds[0], annotation is kinds[0]) if kinds else (None, False)


def data_of(handler: HTTPRouteHandler) -> Any:
    """The type of the data a handler answers with."""
    return next(iter(get_args(get_type_hints(handler.fn)["return"])), None)


def elements_of(data: Any) -> list[type[Struct]]:
    """What data of this type is made of: one kind of thing as a rule, or either of several."""
    return [kind for kind in (get_args(data) or [data]) if isinstance(kind, type) and issubclass(kind, Struct)]


class Shape(StrEnum):
    """How an operation shows things of one kind; its value is part of the name of the schema."""

    ONE = ""
    ALL = "Array"
    PAGE = "List"


def shape_of(handler: HTTPRouteHandler) -> Shape:
    """`PAGE` where callers choose a portion of many, `ALL` where there are few."""
    if "listing" in handler.opt:
        return Shape.PAGE
    return Shape.ALL if get_origin(data_of(handler)) is list else Shape.ONE


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def _about_filter(handler: HTTPRouteHandler) -> str | None:
    listing: Listing[Any] | None = handler.opt.get("listing")
    kind = listing.filter if listing else handler.opt.get("query")
    told_here = kind is not None and (listing is not None or _are_many(kind))
    return cleandoc(kind.__doc__) if told_here and kind.__doc__ else None


def _are_many(kind: type[Struct]) -> bool:
    """Whether what is said of these parameters is said once, and not beside each."""
    return len(structs.fields(kind)) > _FEW


def _asked_for(policy: Any) -> str:
    return {
        "public": "nothing",
        "authenticated": "an access token or the session cookie",
        "enrolling": "an access token or the session cookie, even without the second factor that a role asks for",
    }.get(policy.value, f"the permission `{policy.value}`")


def _path_parameters(path: str) -> list[dict[str, Any]]:
    """Ids, names of providers, and tokens of links."""
    return [
        {"name": camel(name), "in": "path", "required": True, "schema": _schema_of_path(name)}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _schema_of_path(name: str) -> dict[str, Any]:
    if name == "token":
        return _TOKEN
    return _ID if name.endswith("_id") else _NAME


def _query_parameters(handler: HTTPRouteHandler) -> list[dict[str, Any]]:
    listing: Listing[Any] | None = handler.opt.get("listing")
    if listing is None:
        return _stated_in_query(handler.opt["query"]) if "query" in handler.opt else []
    filters = [_in_query(field.encode_name, of_parameter(field.type), None) for field in structs.fields(listing.filter)]
    keys = [f"{sign}{key}" for key in listing.sorts for sign in ("", "-")]
    return [
        *filters,
        _in_query(
            "sort",
            _several(keys) | {"uniqueItems": True, "default": listing.default_sort.split(",")},
            "A minus sorts downwards.",
        ),
        _in_query("fields", _several(listing.row_fields), "What to show of each; everything when not stated."),
        _in_query("limit", {"type": "integer", "minimum": 1, "maximum": HIGHEST_LIMIT, "default": LIMIT}, None),
        _in_query(
            "page",
            {"type": "integer", "minimum": 1, "maximum": DEEPEST_OFFSET + 1, "default": 1},
            f"At most {DEEPEST_OFFSET} rows deep; `cursor` goes on from anywhere.",
        ),
        _in_query(
            "cursor",
            _CURSOR,
            "`meta.pagination.nextCursor` of the page before, asked for alike. Only a page without it is the last:"
            " what looks through many rows may end one early.",
        ),
        _in_query("total", {"type": "string", "enum": ["capped", "exact"], "default": "capped"}, None),
    ]


def _stated_in_query(kind: type[Struct]) -> list[dict[str, Any]]:
    described = None if _are_many(kind) else cleandoc(kind.__doc__ or "")
    return [
        _in_query(field.encode_name, of_parameter(field.type) | _default(field.default), described)
        for field in structs.fields(kind)
    ]


def _default(value: Any) -> dict[str, Any]:
    return {} if value in {None, "", ()} else {"default": value}


def _several(choices: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(choices)}, "minItems": 1}


def _in_query(name: str, schema: dict[str, Any], description: str | None) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name, "in": "query", "schema": schema}
    if schema.get("type") == "array":
        made |= {"style": "form", "explode": False}
    return made | ({"description": description} if description else {})


def _header_parameters(handler: HTTPRouteHandler) -> list[dict[str, Any]]:
    rule = handler.opt.get("if_match")
    made: list[dict[str, Any]] = []
    if rule is not None:
        described = "The ETag you read; `*` for whatever there is."
        made.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": rule is IfMatch.REQUIRED,
                "schema": _TAG,
                "example": "*",
                "description": described,
            }
        )
    if honours_keys(handler):
        schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
        described = "Sent again with the same key, a request happens once and is answered the same."
        made.append({"name": "Idempotency-Key", "in": "header", "schema": schema, "description": described})
    return made


def _request_body(handler: HTTPRouteHandler) -> dict[str, Any] | None:
    kind, required = body_of(handler)
    if kind is None:
        return None
    content = {"schema": reference(kind.__name__), "example": EXAMPLES[kind]}
    return {"required": required, "content": {"application/json": content}}


def _success(handler: HTTPRouteHandler) -> dict[str, Any]:
    elements, redirect = elements_of(data_of(handler)), handler.opt.get("redirect")
    onward = {str(redirect): {"description": "On to another address.", "headers": _ONWARD}} if redirect else {}
    if elements:
        return onward | _shown(handler, elements)
    return onward or ({"202": {"description": "It will be done."}} if handler.status_code == _ACCEPTED else _NO_CONTENT)


def _shown(handler: HTTPRouteHandler, elements: list[type[Struct]]) -> dict[str, Any]:
    shape = shape_of(handler)
    answers = [reference(f"{element.__name__}{shape}Answer") for element in elements]
    example = {
        "success": True,
        "data": EXAMPLES[elements[0]] if shape is Shape.ONE else [EXAMPLES[elements[0]]],
        "error": None,
        "meta": {"requestId": REQUEST_ID} | ({"pagination": _PAGINATION} if shape is Shape.PAGE else {}),
    }
    schema = answers[0] if len(answers) == 1 else {"oneOf": answers}
    content = {"application/json": {"schema": schema, "example": example}}
    headers = {"X-Request-Id": {"schema": _TEXT}, "ETag": {"schema": _TEXT}}
    if handler.status_code == 201:  # noqa: PLR2004 - created
        headers["Location"] = {"schema": {"type": "string", "format": "uri-reference"}}
    description = "Created." if "Location" in headers else "As asked."
    made = {str(handler.status_code): {"description": description, "headers": headers, "content": content}}
    if "or_accepted" in handler.opt:
        made["202"] = {"description": "It will be done, and its outcome is told by mail."}
    if "GET" in handler.http_methods:
        made["304"] = {"description": "You have it already: `If-None-Match` names its ETag."}
    return made


_PAGINATION: Final = {
    "page": 1,
    "limit": LIMIT,
    "total": 1,
    "totalPages": 1,
    "totalIsCapped": False,
    "nextCursor": None,
}
