"""Logging in by an OpenID provider, and what is linked to one's account."""

from typing import Any, Final

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct, structs

from application.identity.begin_linking import BeginLinkingCommand
from application.identity.begin_sign_in import BeginSignInCommand
from application.identity.errors import (
    AudienceMismatch,
    CodeRefused,
    IdTokenExpired,
    IdTokenForged,
    IdTokenMalformed,
    IssuerMismatch,
    NonceMismatch,
    ProviderNotFound,
    ProviderRefused,
    ProviderUnavailable,
    SignInNotBegun,
    SignInUsed,
    StateMismatch,
)
from application.identity.face import Identity
from application.identity.finish_sign_in import FinishSignInCommand
from application.identity.queries import EXTERNAL_IDENTITY_SORTS, ExternalIdentityRow
from application.identity.sign_in_flow import Begun, OwnPath
from application.identity.unlink_identity import UnlinkIdentityCommand
from domain.identity.credentials import WrongCredentials
from domain.identity.external_identity import (
    EmailNotVouchedFor,
    ExternalIdentityNotFound,
    ExternalIdentityTaken,
    LastWayIn,
    LinkingNeeded,
    OwnEmailUnverified,
)
from domain.identity.user import EmailTaken
from entrypoints.http.body import Body
from entrypoints.http.envelope import BASE, Answer, gone, listed, redirect, success, unsaved
from entrypoints.http.parameters import parameters
from entrypoints.http.policy import AUTHENTICATED, PUBLIC
from entrypoints.http.query import Listing, NoFilter, read_query
from entrypoints.http.refusals import QueryInvalid
from entrypoints.http.rest.asking import Asked, Id, the
from entrypoints.http.rest.identity.auth import TokensCard, tokens_card
from entrypoints.http.session_cookie import exchange
from entrypoints.http.sign_in_cookie import no_sign_in_cookie, sign_in_cookie, stated_sign_in

IDENTITIES: Final = Listing(
    "identities", ExternalIdentityRow, NoFilter, EXTERNAL_IDENTITY_SORTS, default_sort="-createdAt"
)
HOME: Final = "/"


class ProviderCard(Struct, frozen=True):
    """`address` is where a browser goes to sign in."""

    name: str
    issuer: str
    address: str


class ProvidersCard(Struct, frozen=True):
    providers: list[ProviderCard]


class SigningIn(Struct, frozen=True, rename="camel"):
    """With `cookie` the browser ends on the page `returnTo` with a session cookie, otherwise it is answered tokens."""

    cookie: bool = False
    return_to: OwnPath | None = None


class Returned(Struct, frozen=True):
    """As the provider states it; what it states besides is left alone (RFC 6749, 4.1.2)."""

    state: str = ""
    code: str = ""
    iss: str | None = None
    error: str | None = None


class LinkBody(Body, frozen=True):
    """`returnTo` is the page of ours on which the browser ends."""

    return_to: OwnPath = HOME


class LinkCard(Struct, frozen=True):
    """`address` is where to send the browser that got this answer, within ten minutes."""

    address: str


@get("/providers", policy=PUBLIC)
async def list_providers(identity: NamedDependency[Identity]) -> Answer[ProvidersCard]:
    """By whom one can sign in."""
    known = [ProviderCard(name, one.issuer, f"{BASE}/auth/{name}") for name, one in identity.providers.items()]
    return success(ProvidersCard(known))


@get("/{provider:str}", policy=PUBLIC, query=SigningIn, redirect=302, refusals=(ProviderNotFound, ProviderUnavailable))
async def begin_sign_in(request: Asked, identity: NamedDependency[Identity], provider: FromPath[str]) -> Answer[None]:
    """Sends the browser to the provider, with a cookie by which it is known when it comes back within ten minutes."""
    wanted = read_query(request, SigningIn)
    if wanted.return_to is not None and not wanted.cookie:
        raise QueryInvalid("The query is not as it should be.", {"returnTo": "Only with cookie=true."})
    return_to = (wanted.return_to or HOME) if wanted.cookie else None
    begun = await identity.begin_sign_in(BeginSignInCommand(provider=provider, return_to=return_to))
    return _kept(request, begun, redirect(begun.address, status=302))


@get(
    "/{provider:str}/callback",
    policy=PUBLIC,
    query=Returned,
    redirect=303,
    refusals=(
        ProviderNotFound,
        SignInNotBegun,
        StateMismatch,
        SignInUsed,
        ProviderRefused,
        CodeRefused,
        IssuerMismatch,
        AudienceMismatch,
        NonceMismatch,
        IdTokenExpired,
        IdTokenForged,
        IdTokenMalformed,
        ProviderUnavailable,
        WrongCredentials,
        EmailNotVouchedFor,
        LinkingNeeded,
        OwnEmailUnverified,
        ExternalIdentityTaken,
        EmailTaken,
    ),
)
async def finish_sign_in(
    request: Asked, identity: NamedDependency[Identity], provider: FromPath[str]
) -> Answer[TokensCard]:
    """Where the provider sends the browser back to: tokens, or on to a page of ours, as it was begun."""
    settings, returned = request.app.state.house.settings, _returned(request)
    signed_in = await identity.finish_sign_in(
        FinishSignInCommand(
            provider=provider,
            sealed=stated_sign_in(request.scope, settings),
            state=returned.state,
            code=returned.code,
            issuer=returned.iss,
            error=returned.error,
        )
    )
    answer: Answer[TokensCard]
    if signed_in.return_to is None and signed_in.logged_in is not None:
        answer = unsaved(await tokens_card(identity, signed_in.logged_in))
    else:
        answer = redirect(signed_in.return_to or HOME, status=303)
        if signed_in.logged_in is not None:
            answer.set_cookie(await exchange(request.scope, identity, signed_in.logged_in, settings))
    answer.set_cookie(no_sign_in_cookie(settings))
    return answer


@post("/{provider:str}/link", status_code=200, policy=AUTHENTICATED, refusals=(ProviderNotFound, ProviderUnavailable))
async def begin_linking(
    request: Asked,
    identity: NamedDependency[Identity],
    provider: FromPath[str],
    data: JSONBody[LinkBody | None] = None,
) -> Answer[LinkCard]:
    """Where to sign in at the provider, which can log you in to your account from then on."""
    return_to = (data or LinkBody()).return_to
    begun = await identity.begin_linking(request.user, BeginLinkingCommand(provider=provider, return_to=return_to))
    return _kept(request, begun, unsaved(LinkCard(begun.address)))


@get("/identities", policy=AUTHENTICATED, listing=IDENTITIES)
async def list_identities(request: Asked, identity: NamedDependency[Identity]) -> Answer[list[ExternalIdentityRow]]:
    """By what you can log in besides a password."""
    wanted = IDENTITIES.read(request)
    return listed(await identity.external_identities.list(request.user, wanted.page), wanted)


@delete("/identities/{identity_id:str}", policy=AUTHENTICATED, refusals=(ExternalIdentityNotFound, LastWayIn))
async def unlink_identity(request: Asked, identity: NamedDependency[Identity], identity_id: Id) -> Answer[None]:
    """No longer log in by it; the last way into your account stays."""
    await identity.unlink_identity(request.user, UnlinkIdentityCommand(identity_id=the(identity_id)))
    return gone()


def _kept(request: Asked, begun: Begun, answer: Answer[Any]) -> Answer[Any]:
    answer.set_cookie(sign_in_cookie(request.app.state.house.settings, begun.sealed))
    return answer


def _returned(request: Asked) -> Returned:
    wrong: dict[str, str] = {}
    names = {field.name for field in structs.fields(Returned)}
    stated = parameters(request.scope["query_string"], wrong)
    if wrong.keys() & names:
        raise QueryInvalid("The query is not as it should be.", {name: wrong[name] for name in wrong.keys() & names})
    return Returned(**{name: stated[name] for name in stated.keys() & names})


ROUTES: Final = Router(
    "/auth",
    route_handlers=[list_providers, begin_sign_in, finish_sign_in, begin_linking, list_identities, unlink_identity],
    tags=["Providers"],
)
