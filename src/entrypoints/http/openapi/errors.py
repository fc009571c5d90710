"""What an operation can refuse, with which status and which codes: told from its route, not written twice."""

import re
from collections.abc import Collection, Iterable, Iterator
from inspect import cleandoc
from typing import Any, Final

from litestar.handlers import HTTPRouteHandler

from application.identity.errors import SessionRefused, TokenRefused
from application.shared.ports import KeyInUse, KeyReused
from domain.identity.second_factor import SecondFactorRequiredForRole
from domain.shared.access import NotForApiKeys, Permission, ScopeMissing
from domain.shared.errors import Forbidden, NotFound, Refusal, StaleVersion, Unauthenticated, Unavailable
from entrypoints.http.idempotency import honours_keys
from entrypoints.http.openapi.schemas import reference
from entrypoints.http.policy import ENROLLING, PUBLIC, IfMatch, Policy, policy_of, scope_for
from entrypoints.http.problems import INTERNAL, status_of
from entrypoints.http.refusals import (
    BodyInvalid,
    BodyMalformed,
    BodyMissing,
    CsrfTokenMissing,
    CsrfTokenRefused,
    HeaderInvalid,
    IfMatchRequired,
    Malformed,
    OriginRefused,
    PayloadTooLarge,
    QueryInvalid,
    TooBusy,
    UnsupportedMediaType,
)

REQUEST_ID: Final = "0b0d4c2f8f3e4f6c9f57b3b1d1a1e2c3"


def error_responses(handler: HTTPRouteHandler, path: str, *, has_body: bool) -> dict[str, Any]:
    """A response per status, with an example per code."""
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in dict.fromkeys([*_refusals(handler, has_body=has_body), *_of_keys(handler, path)]):
        by_status.setdefault(status_of(refusal), []).append(refusal)
    responses = {str(status): _response(refusals) for status, refusals in sorted(by_status.items())}
    responses["500"] = _answer(f"- `{INTERNAL.code}`: {INTERNAL.message}", [INTERNAL.code])
    return responses


def examples(handlers: Iterable[HTTPRouteHandler]) -> dict[str, Any]:
    """What each refusal looks like, by its code."""
    refusals = {refusal for handler in handlers for refusal in _refusals(handler, has_body=True)}
    refusals |= {ScopeMissing, NotForApiKeys}
    shown = {refusal.code: _sentence(refusal) for refusal in refusals} | {INTERNAL.code: INTERNAL.message}
    return {code: _example(code, message) for code, message in sorted(shown.items())}


def _refusals(handler: HTTPRouteHandler, *, has_body: bool) -> Iterator[type[Refusal]]:
    policy, if_match, method = policy_of(handler), handler.opt.get("if_match"), min(handler.http_methods)
    yield from (Malformed, QueryInvalid)
    if has_body:
        yield from (BodyMissing, BodyMalformed, BodyInvalid, PayloadTooLarge, UnsupportedMediaType)
    if method != "GET":
        yield HeaderInvalid
    if policy is not PUBLIC:
        yield from _of_access(policy, is_safe=method == "GET")
    if honours_keys(handler):
        yield from (KeyInUse, KeyReused)
    if if_match is not None:
        yield StaleVersion
    if if_match is IfMatch.REQUIRED:
        yield IfMatchRequired
    yield from handler.opt.get("refusals", ())
    yield from (Unavailable, TooBusy)


def _of_access(policy: Policy | None, *, is_safe: bool) -> Iterator[type[Refusal]]:
    yield from (Unauthenticated, TokenRefused, SessionRefused)
    if policy is not ENROLLING:
        yield SecondFactorRequiredForRole
    if not is_safe:
        yield from (Forbidden, OriginRefused, CsrfTokenMissing, CsrfTokenRefused)
    elif isinstance(policy, Permission):
        yield Forbidden


def _of_keys(handler: HTTPRouteHandler, path: str) -> Iterator[type[Refusal]]:
    """What an API key is refused here."""
    if policy_of(handler) is not PUBLIC:
        yield ScopeMissing if scope_for(min(handler.http_methods), path) else NotForApiKeys


def _response(refusals: Collection[type[Refusal]]) -> dict[str, Any]:
    described = "\n".join(f"- `{refusal.code}`: {_sentence(refusal)}" for refusal in refusals)
    return _answer(described, [refusal.code for refusal in refusals])


def _answer(description: str, codes: Iterable[str]) -> dict[str, Any]:
    shown = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    content = {"application/json": {"schema": reference("Refusal"), "examples": shown}}
    return {"description": description, "content": content}


def _example(code: str, message: str) -> dict[str, Any]:
    error = {"code": code, "message": message, "details": {}}
    return {"value": {"success": False, "data": None, "error": error, "meta": {"requestId": REQUEST_ID}}}


def _sentence(refusal: type[Refusal]) -> str:
    """The first sentence of what the class says about itself, or its name in words."""
    if refusal.__doc__ and refusal.__doc__ != NotFound.__doc__:
        return re.split(r"(?<=\.)\s", cleandoc(refusal.__doc__))[0]
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", refusal.__name__)
    return f"{words.capitalize()}."
