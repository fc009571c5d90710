"""The measuring itself: every stack in turn, in rounds, so that what disturbs the machine disturbs all alike."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPException
from itertools import product
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from bench import gate, usage
from bench.load import Outcome, load, nothing, questionnaire
from bench.questions import ENDPOINTS, Endpoint, questions
from bench.serving import NotServing, Served, served
from bench.stacks import OURS, Stack, shout
from bench.world import World, forget_new_tickets

LEAD_IN: Final = 1
"""Seconds of the same load before each cell, which are not counted: the stack has been idle while others ran."""


BESIDE: Final = 0.4
"""Seconds of a cell in which nothing is asked: wrk starts twice, and memory is counted."""

START: Final = 6
"""Seconds until a stack serves and is found to do the same as ours."""


_UNFIT: Final = (
    NotServing,
    HTTPException,
    LookupError,
    OSError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
    psycopg.Error,
)
"""What goes wrong where answers are not those that were expected."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`rounds` are so many for each number of connections."""

    rounds: Mapping[int, int]
    seconds: int = 2
    warm_up: int = 12
    """Seconds, over all endpoints: a cold Node looks several times slower than it is."""

    def connections_in(self, turn: int) -> list[int]:
        return [connections for connections, rounds in self.rounds.items() if turn < rounds]

    def expected(self, stacks: int) -> float:
        """Seconds for so many stacks."""
        cells = stacks * len(ENDPOINTS) * sum(self.rounds.values())
        return cells * (LEAD_IN + self.seconds + BESIDE) + stacks * (self.warm_up + START)


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement. CPU is µs for each request: of the server's process tree, and of PostgreSQL's."""

    stack: str
    endpoint: Endpoint
    connections: int
    round: int
    requests: int
    cpu: float
    postgres_cpu: float
    per_second: float
    p50: float
    p99: float
    pss_mb: float
    refused: int
    broken: int
    is_void: bool
    why_void: str
    machine_load: float


@dataclass(frozen=True, slots=True)
class Ready:
    """A stack that does the same work as ours, with what it will be asked."""

    served: Served
    asked: Mapping[Endpoint, Path]


def measure(stacks: Sequence[Stack], world: World, plan: Plan, tell: Callable[[Cell], None]) -> None:
    """All cells of the plan, each told as soon as it is there."""
    with ExitStack() as running:
        ready = list(_admitted(stacks, world, running))
        for one in ready:
            _warm_up(one, plan)
        for turn in range(max(plan.rounds.values())):
            order = ready if turn % 2 == 0 else ready[::-1]
            for endpoint, connections, one in product(ENDPOINTS, plan.connections_in(turn), order):
                tell(_cell(one, world, (endpoint, connections, turn), plan.seconds))
            forget_new_tickets(world.database_url)


def _admitted(stacks: Sequence[Stack], world: World, running: ExitStack) -> Iterator[Ready]:
    """Start them, ours first, and turn away loudly who does not do the same work. NotServing of ours itself."""
    expected: gate.Findings = {}
    for stack in sorted(stacks, key=lambda one: one.name != OURS):
        try:
            one = running.enter_context(served(stack, world))
            found = gate.findings(one, world)
        except _UNFIT as problem:
            if stack.name == OURS:
                raise
            shout(f"{stack.name} is NOT measured: {problem!r}")
            continue
        expected = expected or found
        if wrong := gate.differences(found, expected):
            shout(f"{stack.name} is NOT measured, because it differs in {len(wrong)}: {'; '.join(wrong[:5])}")
            continue
        print(f"{stack.name}: does the same as ours in {len(found)} answers", flush=True)
        pages = gate.cursors(one)
        asked = {name: questions(name, world.tickets, pages) for name in ENDPOINTS}
        yield Ready(one, {name: questionnaire(f"{stack.name} {name}", of) for name, of in asked.items()})


def _warm_up(one: Ready, plan: Plan) -> None:
    for endpoint in ENDPOINTS:
        _asked(one, endpoint, 32, plan.warm_up / len(ENDPOINTS))


def _cell(one: Ready, world: World, place: tuple[Endpoint, int, int], seconds: int) -> Cell:
    """`place` is which requests, over how many connections, in which round. Void of a stack that has died."""
    endpoint, connections, turn = place
    server = one.served.process.pid
    _asked(one, endpoint, connections, LEAD_IN)
    before = usage.cpu_seconds(server), usage.cpu_seconds(world.postmaster)
    outcome = _asked(one, endpoint, connections, seconds)
    after = usage.cpu_seconds(server), usage.cpu_seconds(world.postmaster)
    ours, theirs = (
        (end - start) * 1_000_000 / max(1, outcome.requests) for start, end in zip(before, after, strict=True)
    )
    return Cell(
        stack=one.served.stack.name,
        endpoint=endpoint,
        connections=connections,
        round=turn,
        requests=outcome.requests,
        cpu=ours,
        postgres_cpu=theirs,
        per_second=outcome.per_second,
        p50=outcome.p50,
        p99=outcome.p99,
        pss_mb=usage.pss_mb(server),
        refused=outcome.refused,
        broken=outcome.broken,
        is_void=outcome.is_void,
        why_void=outcome.why_void if outcome.is_void else "",
        machine_load=os.getloadavg()[0],
    )


def _asked(one: Ready, endpoint: Endpoint, connections: int, seconds: float) -> Outcome:
    if one.served.process.poll() is not None:
        return nothing(f"it died with {one.served.process.returncode}")
    return load(one.served.port, one.served.token, one.asked[endpoint], connections=connections, seconds=seconds)
