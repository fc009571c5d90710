"""Schemathesis over the application as it is: on PostgreSQL, in this process, as one role or as nobody."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import schemathesis
from dependency_injector import providers
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send
from schemathesis import Case, HookContext, Response
from schemathesis.auths import AuthContext, AuthProvider
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.schemas import BaseSchema

from adapters.argon2.hasher import Argon2PasswordHasher
from entrypoints.container import open_house
from entrypoints.container.adapters import Adapters
from entrypoints.http.app import create_app
from entrypoints.settings import Settings
from tests.fuzz.amounts import EXAMPLES, SEED, STATED_SEED, THOROUGH
from tests.fuzz.documented import dictionaries_of, document_of
from tests.fuzz.excused import CHECKS, LEAVES_SOMETHING, is_beyond_schemas
from tests.fuzz.world import World

AnyCase = Case[Any]

ONE_BY_ONE: Final = frozenset({"examples", "coverage", "fuzzing"})
IN_SEQUENCE: Final = frozenset({"stateful"})
PHASES: Final = ONE_BY_ONE | IN_SEQUENCE

SHOWN: Final = 3
"""Findings of a kind that are shown; the others are counted."""


LONGEST: Final = 1_000
"""Characters of an answer that are shown."""


@dataclass
class Trial:
    """What came of it: how often each operation gave each status, by its label, and what was found wrong."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    phases: dict[str, int] = field(default_factory=dict)
    """Requests in each of the phases that ran."""

    findings: dict[tuple[str, str | None, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, event: events.EngineEvent) -> None:
        if isinstance(event, events.NonFatalError):
            self.errors[f"{event.label}: {event.info.title}: {event.info.message}"] += 1
        if isinstance(event, events.ScenarioFinished):
            phase = event.phase.value
            self.phases[phase] = self.phases.get(phase, 0) + len(event.recorder.interactions)
            self._note_answers(event.recorder)
            self._note_findings(event.recorder)

    def _note_answers(self, recorder: ScenarioRecorder) -> None:
        for case_id, interaction in recorder.interactions.items():
            case = recorder.cases[case_id].value
            if interaction.response is not None and case.method == case.operation.method.upper():
                self.statuses[case.operation.label][interaction.response.status_code] += 1

    def _note_findings(self, recorder: ScenarioRecorder) -> None:
        for case_id, checks in recorder.checks.items():
            response = recorder.interactions[case_id].response
            answer = f"{response.status_code} {response.text_lossy()[:LONGEST]}" if response else "no answer"
            for check in checks:
                if (found := check.failure_info) is not None:
                    kind = (check.name, found.failure.operation, found.failure.title)
                    self.findings[kind].append(f"{found.failure.message}\n{found.code_sample}\n-> {answer}")

    def summary(self) -> str:
        """How many requests there were, and what each operation answered."""
        answers = (f"{label}: {dict(sorted(statuses.items()))}" for label, statuses in sorted(self.statuses.items()))
        return "\n".join([f"FUZZ_SEED={SEED} {self.phases}", *answers])

    def report(self) -> str:
        """What was found, each kind with some examples and how to run it again."""
        kinds = (
            f"\n* {' | '.join(map(str, kind))} ({len(found)} times)\n" + "\n".join(found[:SHOWN])
            for kind, found in self.findings.items()
        )
        return "\n".join([f"FUZZ_SEED={SEED}", *self.errors, *kinds])


@dataclass(frozen=True)
class Housed:
    """The application over a house that is opened and closed with it, in whichever loop it runs."""

    settings: Settings
    opened: list[Any] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in (ScopeType.HTTP, ScopeType.WEBSOCKET):
            await self.opened[0](scope, receive, send)
            return
        async with open_house(self.settings) as house:
            self.opened.append(create_app(house))
            await self.opened[0](scope, receive, send)


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """The real hasher, told to take less than a millisecond: what it costs is tried elsewhere."""
    with Adapters.hasher.override(providers.Singleton(Argon2PasswordHasher, memory_kib=8, passes=1)):
        yield


@dataclass(frozen=True)
class Tokens:
    """By which the actor asks, another logs out, and a session of nobody's is refreshed. None: nobody asks."""

    asking: str | None
    leaving: str | None
    refreshing: str


def try_out(settings: Settings, world: World, tokens: Tokens, phases: Collection[str]) -> Trial:
    """Every operation of the document, in these phases and with every check."""
    trial = Trial()
    schema = _schema(world, tokens)
    for phase in PHASES:
        schema.config.phases.get_by_name(name=phase).enabled = phase in phases
    schema.app = Housed(settings)
    with cheap_passwords():
        try:
            for event in from_schema(schema).execute():
                trial.note(event)
        finally:
            shutdown_lifespans()
    return trial


def _schema(world: World, tokens: Tokens) -> BaseSchema:
    config = SchemathesisConfig.from_dict(
        {
            **({"seed": SEED} if THOROUGH or STATED_SEED else {}),
            "generation": {
                "max-examples": EXAMPLES,
                "deterministic": not THOROUGH,
                "allow-x00": True,
                "database": "none",
                "no-shrink": not THOROUGH,
            },
            "continue-on-failure": True,
            "checks": {name: stated for name, stated in CHECKS.items() if stated is not None},
            **dictionaries_of(world),
        }
    )
    schema = schemathesis.openapi.from_dict(document_of(world, tokens.refreshing), config=config)
    schema.hook("filter_failure")(_is_a_finding)
    if tokens.asking:
        schema.auth()(_bearing(tokens, world))
    return schema


def _is_a_finding(context: HookContext, failure: Failure, case: AnyCase, response: Response) -> bool:
    """Not so when a perfect request is refused for what no schema can say, or a deleted person is still an account."""
    del context, case
    if isinstance(failure, UseAfterFree) and failure.operation in LEAVES_SOMETHING:
        return False
    is_refused = isinstance(failure, RejectedPositiveData) and response.status_code == HTTPStatus.BAD_REQUEST
    return not (is_refused and is_beyond_schemas(response.json()))


def _bearing(tokens: Tokens, world: World) -> type[AuthProvider[str]]:
    """Whoever asks does not end their own account or session, but another's: the rest of the trial would be refused."""
    sparing, naming = str(world.actor.id), str(world.leaver.id)

    class Bearer(AuthProvider[str]):
        def get(self, case: AnyCase, context: AuthContext) -> str:
            del case, context
            return str(tokens.asking)

        def set(self, case: AnyCase, data: str, context: AuthContext) -> None:
            del context
            token = tokens.leaving if case.operation.label == _LOGS_OUT else data
            case.headers["Authorization"] = f"Bearer {token}"
            operation = case.operation.definition.raw["operationId"]
            for name, value in case.path_parameters.items():
                if case.operation.label in _ENDS_TOKENS and value == sparing:
                    case.path_parameters[name] = naming
                elif world.is_kept_from(operation, name, value):
                    case.path_parameters[name] = str(world.ids[name][0])

    return Bearer


_LOGS_OUT: Final = "POST /api/v1/auth/logout"
_ENDS_TOKENS: Final = {
    *(f"{method} /api/v1/users/{{userId}}" for method in ("PUT", "PATCH", "DELETE")),
    "DELETE /api/v1/auth/sessions/{sessionId}",
}
"""Sessions of those who were put in have the ids of their people."""
