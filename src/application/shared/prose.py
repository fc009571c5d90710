"""What people write, and what it looks like."""

from collections.abc import Collection
from typing import Protocol

from domain.shared.ids import UserId


class Prose(Protocol):
    """Markdown. It is kept as it was written, and made into HTML whenever it is shown."""

    async def html(self, source: str, *, mentioned: Collection[UserId] = ()) -> str:
        """Safe to stand in any page: nothing in it acts, loads or looks like more than text.

        Whoever is named and not among `mentioned` is shown by name alone. Others have their turn before it returns.
        """

    def mentions(self, source: str) -> tuple[UserId, ...]:
        """Whom the text names, `[@Anna](user:…)`, each once and in the order of their names."""
