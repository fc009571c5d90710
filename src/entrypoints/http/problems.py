"""Every refusal becomes an answer here, and every kind gets its status here and nowhere else."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import structlog
from litestar import Request
from litestar.exceptions import HTTPException, InternalServerException, ValidationException
from litestar.types import ExceptionHandlersMap

from application.identity.errors import SessionRefused
from application.shared.origin import origin
from domain.shared.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    StaleVersion,
    Throttled,
    Unauthenticated,
    Unavailable,
    Unmet,
)
from entrypoints.http.envelope import Answer, Problem, refused
from entrypoints.http.refusals import (
    BodyMissing,
    IfMatchRequired,
    Malformed,
    MethodNotAllowed,
    NothingHere,
    PayloadTooLarge,
    UnsupportedMediaType,
)
from entrypoints.http.session_cookie import no_cookie

Asked = Request[Any, Any, Any]

STATUSES: Final[Mapping[type[Refusal], int]] = {
    Invalid: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    Conflict: 409,
    StaleVersion: 412,
    PayloadTooLarge: 413,
    UnsupportedMediaType: 415,
    Unmet: 422,
    IfMatchRequired: 428,
    Throttled: 429,
    Unavailable: 503,
}

INTERNAL: Final = Problem("INTERNAL_ERROR", "Something went wrong here. The request id tells us what.", {})

_log = structlog.get_logger(__name__)


def status_of(refusal: type[Refusal]) -> int:
    """The status of the nearest kind it is of."""
    return next(STATUSES[kind] for kind in refusal.__mro__ if kind in STATUSES)


def answer_refusal(request: Asked, refusal: Refusal) -> Answer[None]:
    problem = Problem(refusal.code, refusal.message, refusal.details)
    answer = refused(problem, status=status_of(type(refusal)), headers=_headers(refusal))
    if isinstance(refusal, SessionRefused):  # the browser would go on sending what is worth nothing
        answer.set_cookie(no_cookie(request.app.state.house.settings))
    return answer


def answer_framework(request: Asked, error: HTTPException) -> Answer[None]:
    """What Litestar refuses, in our words."""
    if isinstance(error, InternalServerException) and error.detail == "client disconnected prematurely":
        return answer_refusal(request, Malformed("The request broke off."))
    refusal = _translated(error)
    return answer_refusal(request, refusal) if refusal else answer_failure(request, error)


def answer_failure(request: Asked, error: Exception) -> Answer[None]:
    """Nobody foresaw this: the log gets all of it, the caller only what finds it there."""
    _log.error(
        "request failed",
        exc_info=error,
        request_id=origin.get().request_id,
        route=request.scope.get("path_template"),
    )
    return refused(INTERNAL, status=500, headers={})


HANDLERS: Final[ExceptionHandlersMap] = {
    Refusal: answer_refusal,
    HTTPException: answer_framework,
    Exception: answer_failure,
}


def _headers(refusal: Refusal) -> dict[str, str]:
    match refusal:
        case Unauthenticated():
            return {"WWW-Authenticate": "Bearer"}
        case Throttled() | Unavailable():
            return {"Retry-After": str(refusal.retry_after)}
        case MethodNotAllowed():
            return {"Allow": refusal.allowed}
    return {}


def _translated(error: HTTPException) -> Refusal | None:
    if isinstance(error, ValidationException):  # paths are text and queries are ours: only the body can be missing
        return BodyMissing("A JSON object is expected as the body.")
    match error.status_code:
        case 404:
            return NothingHere("There is nothing at this address.")
        case 405:
            return MethodNotAllowed(_allowed(error))
        case 413:
            return PayloadTooLarge("The body is too large.")
        case status if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return Malformed(error.detail)
    return None


def _allowed(error: HTTPException) -> str:
    """HEAD is there wherever GET is."""
    methods = set((error.headers or {}).get("allow", "").split(", "))
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
