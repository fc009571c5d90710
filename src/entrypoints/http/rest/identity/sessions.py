from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from application.identity.end_session import EndSessionCommand
from application.identity.face import Identity
from application.identity.log_out import LogOutCommand
from application.identity.queries import SESSION_SORTS, SessionRow
from domain.identity.session import SessionNotFound
from entrypoints.http.authentication import cookie_session
from entrypoints.http.body import Body, command
from entrypoints.http.envelope import Answer, gone, listed, unsaved
from entrypoints.http.policy import AUTHENTICATED, ENROLLING
from entrypoints.http.query import Listing, NoFilter
from entrypoints.http.rest.asking import Asked, Id, the
from entrypoints.http.session_cookie import no_cookie

SESSIONS = Listing("sessions", SessionRow, NoFilter, SESSION_SORTS, default_sort="-createdAt")


class LogOutBody(Body, frozen=True):
    """`everywhere` ends all of one's sessions."""

    everywhere: bool = False


class CsrfCard(Struct, frozen=True, rename="camel"):
    """`csrfToken` is null where no cookie authenticates, because then none is asked for."""

    csrf_token: str | None


@post("/logout", status_code=204, policy=ENROLLING)
async def log_out(
    request: Asked, identity: NamedDependency[Identity], data: JSONBody[LogOutBody | None] = None
) -> Answer[None]:
    """End the session through which you ask, or all of yours: nothing of them is taken, on any machine after 2 s."""
    await identity.log_out(request.user, command(LogOutCommand, data or LogOutBody()))
    answer = gone()
    if cookie_session(request):
        answer.set_cookie(no_cookie(request.app.state.house.settings))
    return answer


@get("/csrf", policy=ENROLLING)
async def read_csrf_token(request: Asked, identity: NamedDependency[Identity]) -> Answer[CsrfCard]:
    """What to send in X-CSRF-Token with whatever changes something, as the login answered it."""
    session_id = cookie_session(request)
    return unsaved(CsrfCard(identity.session_tokens.csrf_token(session_id) if session_id else None))


@get("/sessions", policy=AUTHENTICATED, listing=SESSIONS)
async def list_sessions(request: Asked, identity: NamedDependency[Identity]) -> Answer[list[SessionRow]]:
    """Where you are logged in."""
    wanted = SESSIONS.read(request)
    return listed(await identity.list_sessions(request.user, wanted.page), wanted)


@delete("/sessions/{session_id:str}", policy=AUTHENTICATED, refusals=(SessionNotFound,))
async def end_session(request: Asked, identity: NamedDependency[Identity], session_id: Id) -> Answer[None]:
    """End one of your sessions."""
    await identity.end_session(request.user, EndSessionCommand(session_id=the(session_id)))
    return gone()


ROUTES = Router("/auth", route_handlers=[log_out, read_csrf_token, list_sessions, end_session], tags=["Sessions"])
