"""The measuring itself: every stack in turn, in rounds, so that what disturbs the machine disturbs all alike."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from bench import gate, usage
from bench.load import load, questionnaire
from bench.questions import ENDPOINTS, Endpoint, questions
from bench.serving import NotServing, Served, served
from bench.stacks import OURS, Stack, shout
from bench.world import World, forget_new_tickets

LEAD_IN: Final = 1
"""Seconds of the same load before each cell, which are not counted: the stack has been idle while others ran."""


@dataclass(frozen=True, slots=True)
class Plan:
    rounds: int
    seconds: int
    connections: Sequence[int]
    warm_up: int = 12
    """Seconds, over all endpoints: a cold Node looks several times slower than it is."""


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
    machine_load: float


@dataclass(frozen=True, slots=True)
class Ready:
    """A stack that does the same work as ours, with what it will be asked."""

    served: Served
    asked: Mapping[Endpoint, Path]


def measure(stacks: Sequence[Stack], world: World, plan: Plan, tell: Callable[[Cell], None]) -> list[Cell]:
    """All cells of the plan, each told as soon as it is there."""
    cells: list[Cell] = []
    with ExitStack() as running:
        ready = list(_admitted(stacks, world, running))
        for one in ready:
            _warm_up(one, plan)
        for turn in range(plan.rounds):
            order = ready if turn % 2 == 0 else ready[::-1]
            for endpoint in ENDPOINTS:
                for connections in plan.connections:
                    for one in order:
                        cells.append(_cell(one, world, (endpoint, connections, turn), plan.seconds))
                        tell(cells[-1])
            forget_new_tickets(world.database_url)
    return cells


def _admitted(stacks: Sequence[Stack], world: World, running: ExitStack) -> Iterator[Ready]:
    """Start them, ours first, and turn away loudly who does not do the same work."""
    expected: gate.Findings = {}
    for stack in sorted(stacks, key=lambda one: one.name != OURS):
        try:
            one = running.enter_context(served(stack, world))
            found = gate.findings(one, world)
        except (NotServing, OSError, KeyError, TypeError, ValueError) as problem:
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
        load(one.served.port, one.served.token, one.asked[endpoint], connections=32, seconds=plan.warm_up / 4)


def _cell(one: Ready, world: World, place: tuple[Endpoint, int, int], seconds: int) -> Cell:
    """`place` is which requests, over how many connections, in which round."""
    endpoint, connections, turn = place
    server, asked = one.served.process.pid, one.asked[endpoint]
    load(one.served.port, one.served.token, asked, connections=connections, seconds=LEAD_IN)
    before = usage.cpu_seconds(server), usage.cpu_seconds(world.postmaster)
    outcome = load(one.served.port, one.served.token, asked, connections=connections, seconds=seconds)
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
        machine_load=os.getloadavg()[0],
    )
