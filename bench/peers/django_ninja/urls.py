"""The four requests: entities out of the ORM, response schemas out of entities."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer
from pydantic_core import to_json

from bench.peers.django_ninja.models import Event, Ticket
from bench.peers.events import DEFER, begun_clocks, opened_event
from bench.peers.shapes import COUNTED, Card, Envelope, Meaning, NewTicket, Page, Pong, listed, opened, refusal
from bench.peers.tokens import asker


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> UUID | None:
        return asker(token)


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Pydantic's own writer, which is faster than the standard library's."""
        written: bytes = to_json(data)
        return written


api: Final = NinjaAPI(auth=Bearer(), renderer=Renderer(), openapi_url=None)


@api.get("/ping", response=Envelope[Pong], by_alias=True)
def ping(request: HttpRequest) -> Envelope[Pong]:
    return Envelope(data=Pong(pong=True))


@api.get("/tickets/{ticket_id}", response=Envelope[Card], by_alias=True)
def point(request: HttpRequest, ticket_id: UUID) -> Envelope[Card]:
    ticket = Ticket.objects.defer("clocks").filter(id=ticket_id).first()
    if ticket is None:
        raise Http404
    return Envelope(data=Card.model_validate(ticket))


@api.get("/tickets", response=Page, by_alias=True)
def page(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str | None = None) -> Page:
    tickets = Ticket.objects.defer("description", "clocks").order_by("-created_at", "-id")
    if cursor is not None:
        try:
            at, last = opened(cursor)
        except ValueError:
            raise HttpError(400, "QUERY_INVALID") from None
        tickets = tickets.filter(Q(created_at__lt=at) | Q(id__lt=last), created_at__lte=at)
    count = Ticket.objects.all()[: COUNTED + 1].count()
    return listed(tickets[: limit + 1], limit, count, is_first=cursor is None)


@api.post("/tickets", response={201: Envelope[Card]}, by_alias=True)
def post(request: HttpRequest, new: NewTicket) -> Envelope[Card]:
    now, meta = datetime.now(UTC), Meaning()
    origin = {"ip": request.META["REMOTE_ADDR"], "user_agent": request.headers.get("User-Agent")}
    with transaction.atomic():
        actor: UUID = request.auth
        times = {"created_at": now, "updated_at": now, "clocks": begun_clocks(now)}
        ticket = Ticket.objects.create(**new.model_dump(), requester_id=actor, **times)
        Event.objects.create(**opened_event(ticket, request_id=meta.request_id, **origin))
        with connection.cursor() as cursor:
            cursor.execute(DEFER)
    return Envelope(data=Card.model_validate(ticket), meta=meta)


@api.exception_handler(Http404)
@api.exception_handler(HttpError)
@api.exception_handler(ValidationError)
def refused(request: HttpRequest, problem: Exception) -> HttpResponse:
    """An id that is none is that of no ticket."""
    match problem:
        case Http404():
            status, code = 404, "NOT_FOUND"
        case ValidationError() if any(error["loc"][0] == "path" for error in problem.errors):
            status, code = 404, "NOT_FOUND"
        case ValidationError():
            status, code = 422, "BODY_INVALID"
        case _:
            status, code = getattr(problem, "status_code", 500), "REFUSED"
    return api.create_response(request, refusal(code), status=status)


urlpatterns = [path("api/v1/", api.urls)]
