"""The four requests: a session for each, entities out of the ORM, response models out of entities."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import func, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import defer
from starlette.exceptions import HTTPException as AnyHTTPException

from bench.peers.events import DEFER, begun_clocks, opened_event
from bench.peers.fastapi_orm.models import Event, Ticket
from bench.peers.shapes import (
    COUNTED,
    Card,
    Envelope,
    Meaning,
    NewTicket,
    Page,
    Pong,
    listed,
    opened,
    refusal,
)
from bench.peers.tokens import asker

_BEARER: Final = HTTPBearer(auto_error=False)
_DEFER: Final = text(DEFER)

engine = create_async_engine("postgresql+asyncpg://", pool_size=int(os.environ["POOL"]), max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened_session:
        yield opened_session


async def actor(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> UUID:
    actor_id = asker(credentials.credentials) if credentials else None
    if actor_id is None:
        raise HTTPException(401, "UNAUTHENTICATED")
    return actor_id


Actor = Annotated[UUID, Depends(actor)]
Session = Annotated[AsyncSession, Depends(session)]


@app.get("/api/v1/ping")
async def ping(_: Actor) -> Envelope[Pong]:
    return Envelope(data=Pong(pong=True))


@app.get("/api/v1/tickets/{ticket_id}")
async def point(ticket_id: UUID, _: Actor, session: Session) -> Envelope[Card]:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        raise HTTPException(404, "NOT_FOUND")
    return Envelope(data=Card.model_validate(ticket))


@app.get("/api/v1/tickets")
async def page(
    _: Actor, session: Session, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str | None = None
) -> Page:
    asked = select(Ticket).options(defer(Ticket.description)).order_by(Ticket.created_at.desc(), Ticket.id.desc())
    if cursor is not None:
        try:
            asked = asked.where(tuple_(Ticket.created_at, Ticket.id) < opened(cursor))
        except ValueError:
            raise HTTPException(400, "QUERY_INVALID") from None
    tickets = (await session.scalars(asked.limit(limit + 1))).all()
    some = select(literal(1)).select_from(Ticket).limit(COUNTED + 1).subquery()
    count = (await session.scalars(select(func.count()).select_from(some))).one()
    return listed(tickets, limit, count, is_first=cursor is None)


@app.post("/api/v1/tickets", status_code=201)
async def post(new: NewTicket, actor_id: Actor, session: Session, request: Request) -> Envelope[Card]:
    now, meta = datetime.now(UTC), Meaning()
    times = {"created_at": now, "updated_at": now, "clocks": begun_clocks(now)}
    ticket = Ticket(**new.model_dump(), requester_id=actor_id, **times)
    session.add(ticket)
    await session.flush()
    await session.refresh(ticket)
    origin = {"ip": request.client and request.client.host, "user_agent": request.headers.get("user-agent")}
    session.add(Event(**opened_event(ticket, request_id=meta.request_id, **origin)))
    await session.execute(_DEFER)
    await session.commit()
    return Envelope(data=Card.model_validate(ticket), meta=meta)


@app.exception_handler(AnyHTTPException)
async def refused(_: Request, problem: Any) -> JSONResponse:
    return JSONResponse(refusal(problem.detail), problem.status_code)


@app.exception_handler(RequestValidationError)
async def invalid(_: Request, problem: Any) -> JSONResponse:
    """An id that is none is that of no ticket."""
    if any(error["loc"][0] == "path" for error in problem.errors()):
        return JSONResponse(refusal("NOT_FOUND"), 404)
    return JSONResponse(refusal("BODY_INVALID"), 422)
