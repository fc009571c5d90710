"""Replies that are given again and again, and what is done along with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from domain.desk.events import MacroCreated, MacroDeleted, MacroEdited
from domain.desk.ticket import Priority, Status
from domain.shared.errors import Conflict, Invalid, NotFound, Unmet
from domain.shared.ids import MacroId, UserId


class MacroNotFound(NotFound):
    code = "DESK_MACRO_NOT_FOUND"


class MacroNameTaken(Conflict):
    """Its owner, or the desk for what is shared, has another of this name."""

    code = "DESK_MACRO_NAME_TAKEN"


class PlaceholderUnknown(Invalid):
    """A text holds a place that nothing fills."""

    code = "DESK_PLACEHOLDER_UNKNOWN"


class MacroDoesNothing(Unmet):
    """Neither does it say anything, nor does it change anything."""

    code = "DESK_MACRO_DOES_NOTHING"


PLACEHOLDERS: Final = (
    "ticket.number",
    "ticket.title",
    "requester.name",
    "requester.firstName",
    "agent.name",
    "assignee.name",
    "team.name",
)

_PLACE: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>~|&]|^[#+=-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """A reply with places to fill, and changes that go with it. Without `owner_id` it is everybody's who works here."""

    id: MacroId
    owner_id: UserId | None
    name: str
    body: str = ""
    is_internal: bool = False
    status: Status | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    assigns_to_me: bool = False
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @classmethod
    def create(
        cls, *, id: MacroId, owner_id: UserId | None, name: str, at: datetime, **fields: Any
    ) -> tuple[Self, MacroCreated]:
        macro = cls(id=id, owner_id=owner_id, name=name, created_at=at, updated_at=at, **fields)
        macro.require_use()
        return macro, MacroCreated(macro_id=id, at=at)

    def edit(self, *, at: datetime, **changes: Any) -> tuple[Self, MacroEdited]:
        edited = replace(self, version=self.version + 1, updated_at=at, **changes)
        edited.require_use()
        return edited, MacroEdited(macro_id=self.id, at=at)

    def delete(self, *, at: datetime) -> MacroDeleted:
        return MacroDeleted(macro_id=self.id, at=at)

    def fill(self, values: Mapping[str, str]) -> str:
        """Its text with a value in each place, none of which is read as Markdown."""
        return _PLACE.sub(lambda place: plain(values[place[1]]), self.body)

    def require_use(self) -> None:
        unknown = {place for place in _PLACE.findall(self.body) if place not in PLACEHOLDERS}
        if unknown:
            named = ", ".join(f"{{{{{place}}}}}" for place in sorted(unknown))
            raise PlaceholderUnknown(
                f"The text holds places that nothing fills: {named[:500]}.",
                {"body": f"Unknown: {named[:500]}. There are: {', '.join(PLACEHOLDERS)}."},
            )
        if not (self.body.strip() or self.status or self.priority or self.tags or self.assigns_to_me):
            raise MacroDoesNothing("A macro says or changes something.", {"body": "Missing, and nothing is changed."})


def plain(value: str) -> str:
    """One line of Markdown that shows just this text."""
    return _MARKUP.sub(r"\\\1", " ".join(value.split()))
