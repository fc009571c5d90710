"""Who does not do the same work is not measured: answers and rows are compared, field by field, with those of ours."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import psycopg

from bench.questions import NEW_TICKET, PAGES, PING, TICKETS, page, point
from bench.serving import Answer, Served
from bench.world import World, remove_tickets

_REFUSED: Final = {400: 400, 422: 400}
"""Both are said of a body that is not as it should be."""

_OWN: Final = frozenset({"requestId", "request_id", "nextCursor", "message", "code", "details"})
"""What each stack says in its own words; it has to be there."""

_INVALID: Final[Mapping[str, str]] = {
    "an empty title": json.dumps({**NEW_TICKET, "title": ""}),
    "a blank title": json.dumps({**NEW_TICKET, "title": " "}),
    "a title too long": json.dumps({**NEW_TICKET, "title": "x" * 301}),
    "no description": json.dumps({"title": "Something"}),
    "an unknown priority": json.dumps({**NEW_TICKET, "priority": "now"}),
    "an unknown member": json.dumps({**NEW_TICKET, "status": "closed"}),
    "too many tags": json.dumps({**NEW_TICKET, "tags": [f"t{number}" for number in range(31)]}),
    "a tag with a comma": json.dumps({**NEW_TICKET, "tags": ["a,b"]}),
    "a title that is a number": json.dumps({**NEW_TICKET, "title": 7}),
    "no JSON": '{"title": ',
}

_JOBS: Final = """
    SELECT to_jsonb(job) - '{id,args}'::text[] FROM events JOIN procrastinate_jobs AS job
        ON job.args ->> 'transaction' = events.transaction::text
    WHERE entity_id = %s
"""
"""What will tell of what happened to a ticket."""

Findings = dict[str, Any]
"""What was asked, and the answer as far as all must share it."""


def findings(served: Served, world: World) -> Findings:
    """Ask a stack everything that is compared. What is measured afterwards is among it."""
    found: Findings = {"ping": _shared(served.ask("GET", PING))}
    for name, token in _bad_tokens(world):
        found[f"ping with {name}"] = _shared(served.ask("GET", PING, token=token))
    for known in world.tickets[:20]:
        found[f"ticket {known}"] = _shared(served.ask("GET", point(known)))
    for unknown in (str(UUID(int=1)), "nothing"):
        found[f"missing ticket {unknown}"] = _shared(served.ask("GET", point(unknown)))
    found["first page"] = _shared(served.ask("GET", f"{TICKETS}?limit=20"))
    for number, cursor in enumerate(cursors(served, 3)):
        found[f"page {number + 2}"] = _shared(served.ask("GET", page(cursor)))
    for name, body in _INVALID.items():
        found[f"POST of {name}"] = _shared(served.ask("POST", TICKETS, body))
    return found | _opened(served, world)


def differences(found: Findings, expected: Findings) -> list[str]:
    """In words; empty when there are none."""
    flat, wanted = dict(_flat(found)), dict(_flat(expected))
    missing = object()
    return [
        f"{path}: {flat.get(path, 'nothing')!r}, ours {wanted.get(path, 'nothing')!r}"
        for path in sorted(flat.keys() | wanted.keys())
        if flat.get(path, missing) != wanted.get(path, missing)
    ]


def cursors(served: Served, count: int = PAGES) -> list[str]:
    """Where the second page begins, the third, and so on."""
    found: list[str] = []
    path = f"{TICKETS}?limit=20"
    for _ in range(count):
        found.append(served.ask("GET", path).body["meta"]["pagination"]["nextCursor"])
        path = page(found[-1])
    return found


def _bad_tokens(world: World) -> Iterator[tuple[str, str]]:
    good = world.token()
    head, claims, seal = good.split(".")
    yield "no token", ""
    yield "no token at all", "nonsense"
    yield "a token of other claims", f"{head}.{claims[:-4]}AAAA.{seal}"
    yield "a token that nobody signed", f"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{claims}."
    yield "a token of another secret", world.token(secret="another" * 10)
    yield "a token for others", world.token(audience="others")
    yield "a token of yesterday", world.token(lifetime=-timedelta(days=1))


def _opened(served: Served, world: World) -> Findings:
    """Open a ticket, read it, look at the rows it became, and remove them."""
    answer = served.ask("POST", TICKETS, json.dumps(NEW_TICKET))
    ticket_id, number = answer.body["data"]["id"], answer.body["data"]["number"]
    read = served.ask("GET", point(ticket_id))
    with psycopg.connect(world.database_url, autocommit=True) as database:
        rows = {
            table: database.execute(
                f"SELECT to_jsonb(found) - '{{search,transaction}}'::text[] FROM {table} AS found WHERE {key} = %s",
                (ticket_id,),
            ).fetchall()
            for table, key in (("tickets", "id"), ("events", "entity_id"))
        }
        rows["jobs"] = database.execute(_JOBS, (ticket_id,)).fetchall()
        remove_tickets(database, "number = %s", number)
    known = {ticket_id: "the ticket", number: "its number", str(rows["events"][0][0]["id"]): "the event"}
    opened = {"POST": _shared(answer), "read back": _shared(read), "rows written": rows}
    return {name: _newborn(one, known) for name, one in opened.items()}


def _shared(answer: Answer) -> Any:
    return {"status": _REFUSED.get(answer.status, answer.status), "body": answer.body}


def _newborn(found: Any, known: Mapping[Any, str]) -> Any:
    """The same with what no two new tickets share by its name; times are those of today."""
    if isinstance(found, dict):
        return {name: _newborn(one, known) for name, one in found.items()}
    if isinstance(found, list | tuple):
        return [_newborn(one, known) for one in found]
    if isinstance(time := _time(found), datetime):
        return "now" if abs(datetime.now(tz=time.tzinfo) - time) < timedelta(minutes=1) else found
    return known.get(found, found)


def _flat(found: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict) and found:
        for name, one in found.items():
            inner = f"{path} / {name}" if path else name
            yield from [(inner, type(one).__name__)] if name in _OWN else _flat(one, inner)
    elif isinstance(found, list) and found:
        for index, one in enumerate(found):
            yield from _flat(one, f"{path}[{index}]")
    else:
        yield path, _time(found)


def _time(found: Any) -> Any:
    """A time is the same however it is written."""
    if isinstance(found, str) and len(found) >= len("2026-01-01T00:00:00Z") and found[10:11] == "T":
        try:
            return datetime.fromisoformat(found)
        except ValueError:
            return found
    return found
