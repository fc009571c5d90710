"""`python -m bench.argon_loop`: how long others wait while people log in, which is 20 ms of a core each."""

import http.client
import json
import threading
import time
from collections.abc import Sequence
from statistics import median
from typing import Final

import msgspec

from bench.load import Outcome, load, questionnaire, require_wrk
from bench.questions import PING, Question
from bench.serving import Served, served
from bench.stacks import OURS_QUIET, STACKS
from bench.world import World, world

SECONDS: Final = 6
PAUSE: Final = 0.002
"""Seconds between an answer and the next request of the one who measures."""

LONGEST_STALL: Final = 15.0
"""Milliseconds that others may wait longer than usual, at the 99th percentile: the goal."""

_LOGIN: Final = Question(
    "POST", "/api/v1/auth/login", json.dumps({"email": "customer.77@example.com", "password": "no such password"})
)


class Stall(msgspec.Struct, frozen=True):
    """Milliseconds beyond the median of a quiet server."""

    logins_at_once: int
    logins_per_second: float
    p50: float
    p99: float
    longest: float


def stalls(here: World) -> list[Stall]:
    require_wrk()
    stack = next(one for one in STACKS if one.name == OURS_QUIET)
    with served(stack, here) as running:
        _asked(running, 1.0)
        quiet = _asked(running, SECONDS)
        usual = median(quiet)
        found = [_stall(quiet, usual, 0, 0.0)]
        for at_once in (1, 4):
            outcomes: list[Outcome] = []
            loading = threading.Thread(target=_log_in, args=(running, at_once, outcomes))
            loading.start()
            time.sleep(0.5)
            waited = _asked(running, SECONDS - 1)
            loading.join()
            found.append(_stall(waited, usual, at_once, outcomes[0].per_second))
    return found


def table(figures: Sequence[Stall]) -> str:
    rows = [
        f"| {one.logins_at_once} | {one.logins_per_second:.0f} | {one.p50:.1f} | {one.p99:.1f} | {one.longest:.1f} |"
        for one in figures
    ]
    head = ["| logins at once | logins a second | p50 | p99 | longest |", "|---|---|---|---|---|"]
    worst = round(max(one.p99 for one in figures), 1)
    reached = "yes" if worst <= LONGEST_STALL else "**no**"
    goal = f"Goal: p99 at most {LONGEST_STALL:g} ms; reached {worst}, {reached}."
    return "\n".join(["**Logins**: ms that pings wait longer than usual meanwhile", "", *head, *rows, "", goal])


def _log_in(running: Served, at_once: int, outcomes: list[Outcome]) -> None:
    """With a wrong password, which takes as long as the right one: every answer is a refusal."""
    asked = questionnaire("logins", [_LOGIN])
    outcomes.append(load(running.port, running.token, asked, connections=at_once, seconds=SECONDS))


def _asked(running: Served, seconds: float) -> list[float]:
    """Milliseconds of one ping after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    headers = {"Authorization": f"Bearer {running.token}"}
    milliseconds: list[float] = []
    ending = time.monotonic() + seconds
    while time.monotonic() < ending:
        began = time.perf_counter()
        connection.request("GET", PING, headers=headers)
        connection.getresponse().read()
        milliseconds.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    connection.close()
    return milliseconds


def _stall(waited: Sequence[float], usual: float, at_once: int, per_second: float) -> Stall:
    beyond = sorted(max(0.0, one - usual) for one in waited)
    return Stall(at_once, per_second, median(beyond), beyond[int(len(beyond) * 0.99)], beyond[-1])


def main() -> None:
    with world() as here:
        figures = stalls(here)
    print(b"\n".join(map(msgspec.json.encode, figures)).decode())
    print(table(figures))


if __name__ == "__main__":
    main()
