"""No field of anything that is kept is shown by the record of changes without somebody having thought about it."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

import pytest

import domain
from application.shared.changes import MASK, MASKED, changes, wire_name
from domain.shared.events import Event

TELLING: Final = re.compile(
    r"secret|password|token|digest|hash|salt|seal|key|code|pin|mail|name|phone|address|ip|agent|body|text|notes?|"
    r"comment|description|reason|because|subject|slack|github|birth|iban|card",
)
"""Words by which a field may hold a secret, something personal, or what somebody said."""

SHOWN: Final[Mapping[str, str]] = {
    "ApiKey.name": "says what a program does",
    "Assignment.notes": "staff to staff, about work",
    "Assignment.reason": "staff to staff, about work",
    "Bucket.key": "never stored with an event",
    "Calendar.name": "of a thing",
    "Category.name": "of a thing",
    "CommentRevision.comment_id": "an id",
    "Macro.name": "of a thing",
    "Developer.name": "read, never stored",
    "Fault.seal": "the number of one",
    "Grant.api_key_id": "an id",
    "PasswordPolicy.needs_special": "a setting",
    "Session.ended_because": "one of a few words",
    "SlaPolicy.name": "of a thing",
    "Suggestion.reason": "never stored with an event",
    "Team.description": "of a thing",
    "NamedStatus.name": "of a thing",
    "SavedView.name": "of a thing",
    "Team.name": "of a thing",
    "Ticket.description": "what the ticket is about, whose changes the record is for",
    "Ticket.external_key": "of a thing",
    "TimeEntry.note": "staff to staff, about work",
    "User.suspended_because": "why somebody was locked out has to be answered for",
}
"""What sounds like it and is shown all the same, and why."""


def kept() -> Iterator[type[Any]]:
    """Every dataclass of the domain that is no event."""
    for found in pkgutil.walk_packages(domain.__path__, "domain."):
        for _, kind in inspect.getmembers(importlib.import_module(found.name), inspect.isclass):
            if kind.__module__ == found.name and is_dataclass(kind) and not issubclass(kind, Event):
                yield kind


NAMES: Final = [(kind, field.name) for kind in kept() for field in fields(kind)]


def telling(name: str) -> bool:
    """Words of a name, for `description` holds `ip` and is none."""
    return any(TELLING.fullmatch(word) for word in name.split("_"))


@pytest.mark.parametrize(("kind", "name"), NAMES, ids=[f"{kind.__name__}.{name}" for kind, name in NAMES])
def test_what_sounds_secret_or_personal_is_masked_or_excused(kind: type[Any], name: str) -> None:
    owner = f"{kind.__name__}.{name}"
    assert name in MASKED or owner in SHOWN or not telling(name), (
        f"{owner}: mask it in changes.py, or say in SHOWN why not"
    )


def test_excuses_are_for_what_is_there_and_not_masked() -> None:
    there = {f"{kind.__name__}.{name}" for kind, name in NAMES}
    assert {owner for owner in SHOWN if owner not in there or owner.partition(".")[2] in MASKED} == set()


def test_masks_are_of_fields_that_there_are() -> None:
    assert MASKED - {name for _, name in NAMES} == set()


@pytest.mark.parametrize("name", sorted(MASKED))
def test_what_is_masked_is_not_shown_of_any_entity(name: str) -> None:
    for kind in {kind for kind, field in NAMES if field == name}:
        empty, full = (_bare(kind, name, value) for value in (None, "something"))
        assert changes(empty, full) == ({wire_name(name): None}, {wire_name(name): MASK})


def _bare(kind: type[Any], name: str, value: object) -> object:
    """An instance with this one field stated, past any rule about the others."""
    entity = object.__new__(kind)
    for field in fields(kind):
        object.__setattr__(entity, field.name, value if field.name == name else None)
    return entity
