"""What happened, told in the past tense."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to one entity at one time.

    `name` is the wire name, `context.snake`; it is read by others and never renamed.
    `entity` says what kind of thing `entity_id` identifies. `tells` are the fields whose change is this very event:
    the record shows them with it, and all others with the first of the events that were saved together.
    """

    name: ClassVar[str]
    entity: ClassVar[str]
    tells: ClassVar[frozenset[str]] = frozenset()

    at: datetime

    @property
    def entity_id(self) -> UUID:
        """The thing it happened to."""
        raise NotImplementedError
