"""What a change changed, for the record."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Final

from domain.shared.events import Event

MASKED: Final = frozenset(
    {
        "sealed_secret",
        "sealed_offer",
        "password_hash",
        "email",
        "pending_email",
        "first_name",
        "last_name",
        "phone",
        "ip",
        "user_agent",
        "digest",
        "salt",
        "github_username",
        "slack_id",
        "subject",
        "body",
        "text",
        "filter",
        "comment",
    }
)
"""Secrets, and what is personal: the record outlives the people in it, who may ask to be forgotten.

What people wrote, a `body` or `text`, may be removed where it stands, and must then be nowhere else.
Whom somebody looks for by a `filter` is theirs.
"""

MASK: Final = "•••"

_BOOKKEEPING: Final = frozenset({"version", "access_version", "updated_at", "clocks", "alarm_at"})
"""Follows from every change and tells nothing about it."""


def changes(old: object | None, new: object | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Old and new values of the fields in which two states of an entity differ; None is before birth or after death.

    Fields have their wire names. What is masked shows that it changed, never what it is.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field in fields(old if old is not None else new):  # type: ignore[arg-type] # one of the two is there
        name = field.name
        if name in _BOOKKEEPING:
            continue
        was = getattr(old, name) if old is not None else None
        is_now = getattr(new, name) if new is not None else None
        if was != is_now:
            wire = wire_name(name)
            before[wire] = MASK if was is not None and name in MASKED else was
            after[wire] = MASK if is_now is not None and name in MASKED else is_now
    return before, after


Shown = tuple[dict[str, Any], dict[str, Any]]


def shares(happened: Sequence[Event], old: object | None, new: object | None) -> list[Shown]:
    """What each of the events shows of one change, old and new: what it `tells`, and the first one all the rest."""
    before, after = changes(old, new) if old is not None or new is not None else ({}, {})
    if len(happened) == 1:
        return [(before, after)]
    own = [(_taken(before, event.tells), _taken(after, event.tells)) for event in happened]
    return [(own[0][0] | before, own[0][1] | after), *own[1:]] if own else []


def _taken(values: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {wire: values.pop(wire) for name in sorted(names) if (wire := wire_name(name)) in values}


@cache
def wire_name(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
