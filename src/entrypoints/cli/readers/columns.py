"""Which column of a table holds what."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.shared.errors import Invalid

FIELDS: Final[Mapping[str, str]] = {
    "key": "key, issue key, ticket key, id, issue id, ticket id, external key, reference, number",
    "title": "title, summary, subject, name",
    "description": "description, body, text, details",
    "environment": "environment",
    "status": "status, state",
    "priority": "priority, severity, urgency",
    "category": "category, component, component/s, components, topic",
    "type": "type, issue type, ticket type, kind",
    "tags": "tags, labels, keywords",
    "channel": "channel",
    "requester": "requester, reporter, creator, created by, customer, customer email, from",
    "assignee": "assignee, assigned to, owner, developer",
    "assignee_time_zone": "assignee time zone",
    "resolution": "resolution",
    "created_at": "created at, created, created on, date created, created date, opened, opened at, date",
    "updated_at": "updated at, updated, updated on, last updated, modified",
    "resolved_at": "resolved at, resolved, resolved on, resolution date, closed at, closed",
    "due_at": "due at, due, due date",
    "comments": "comments",
}
"""Our fields, and the headers taken to mean them when nothing else is said; earlier ones are preferred."""

REQUIRED: Final = ("key", "title", "created_at")


class ColumnsUnclear(Invalid):
    """The header and what was said about it do not fit together."""

    code = "CLI_COLUMNS_UNCLEAR"


def columns_of(header: Sequence[str], wishes: Mapping[str, str]) -> dict[str, int]:
    """Positions by field. `wishes` names the header of a field and wins over what would be guessed."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        places.setdefault(_plain(name), place)
    guessed = {field: _first(names, places) for field, names in FIELDS.items()}
    found = {field: place for field, place in guessed.items() if place is not None}
    for field, name in wishes.items():
        if _plain(name) not in places:
            raise ColumnsUnclear(f'There is no column "{name}". The file has: {", ".join(header)}.')
        found[field] = places[_plain(name)]
    if missing := [field for field in REQUIRED if field not in found]:
        wanted = " and ".join(f"{field}=…" for field in missing)
        raise ColumnsUnclear(f"Say which columns are meant with --columns {wanted}. The file has: {', '.join(header)}.")
    return found


def wishes_of(pairs: Sequence[str]) -> dict[str, str]:
    """`field=Header` pairs, several in one separated by commas. ValueError for anything else."""
    wishes: dict[str, str] = {}
    for pair in (part for pairs_in_one in pairs for part in pairs_in_one.split(",")):
        field, equals, header = pair.partition("=")
        if not equals or field.strip() not in FIELDS:
            raise ValueError(f"{pair!r} is not of the form field=Header, with a field of: {', '.join(FIELDS)}.")
        wishes[field.strip()] = header
    return wishes


def _first(names: str, places: Mapping[str, int]) -> int | None:
    return next((places[plain] for name in names.split(", ") if (plain := _plain(name)) in places), None)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
