"""What happened, told in the past tense."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to one entity at one time.

    `name` is the wire name, `context.snake`; it is read by others and never renamed.
    `entity` says what kind of thing `entity_id` identifies.
    """

    name: ClassVar[str]
    entity: ClassVar[str]

    at: datetime

    @property
    def entity_id(self) -> UUID:
        """The thing it happened to."""
        raise NotImplementedError
