from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from application.desk.ports import TriageAdvisor
from domain.desk.category import Category
from domain.desk.developer import Developer
from domain.desk.routing import Suggestion
from domain.desk.skills import match
from domain.desk.ticket import Ticket


@final
@dataclass(frozen=True, slots=True)
class SkillMatch(TriageAdvisor):
    """Compares what developers say they know with the tags, categories and title of a ticket. It learns nothing."""

    async def suggest(
        self, ticket: Ticket, categories: Sequence[Category], developers: Sequence[Developer]
    ) -> Sequence[Suggestion]:
        names = [category.name for category in categories]
        found = []
        for developer in developers:
            fit = match(developer.specializations, tags=ticket.tags, categories=names, title=ticket.title)
            if fit is not None:
                found.append(Suggestion(developer.id, fit.score, fit.reason))
        return found
