"""Categories form a tree, and the rules about it need the whole of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.desk.events import CategoryCreated, CategoryDeleted, CategoryEdited
from domain.desk.routing import Policy, Routing
from domain.shared.errors import Conflict, Invalid, NotFound
from domain.shared.ids import CategoryId, TeamId


class CategoryNotFound(NotFound):
    code = "DESK_CATEGORY_NOT_FOUND"


class ParentUnknown(Invalid):
    code = "DESK_PARENT_CATEGORY_UNKNOWN"


class CategoryNameTaken(Conflict):
    code = "DESK_CATEGORY_NAME_TAKEN"


class CategoryCycle(Conflict):
    code = "DESK_CATEGORY_CYCLE"


class CategoryInUse(Conflict):
    code = "DESK_CATEGORY_IN_USE"


class CategoryInactive(Conflict):
    code = "DESK_CATEGORY_INACTIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a ticket is about. `team_id` is the team that new tickets of it go to.

    `routing` says how they find somebody; unless it is stated, as the category above says.
    """

    id: CategoryId
    name: str
    parent_id: CategoryId | None = None
    team_id: TeamId | None = None
    routing: Routing | None = None
    is_active: bool = True
    created_at: datetime
    updated_at: datetime

    def require_active(self) -> None:
        if not self.is_active:
            raise CategoryInactive(f"The category {self.name} takes no new tickets.", {"categoryId": "Not active."})


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """Every category by its id, locked as a whole while one of them changes."""

    categories: Mapping[CategoryId, Category]

    def get(self, category_id: CategoryId) -> Category:
        try:
            return self.categories[category_id]
        except KeyError:
            raise CategoryNotFound("There is no such category.") from None

    def path(self, category_id: CategoryId | None) -> list[Category]:
        """The category and all above it, from there to the root; of no category, none."""
        path = []
        while category_id is not None:
            path.append(self.get(category_id))
            category_id = path[-1].parent_id
        return path

    def policy(self, category_id: CategoryId | None) -> Policy:
        """How tickets of the category find somebody: as the nearest says that says anything, at the root by hand."""
        for category in self.path(category_id):
            if category.routing is not None:
                return Policy(category.routing, category.id)
        return Policy(Routing.MANUAL)

    def routed(self) -> frozenset[CategoryId]:
        """The categories whose tickets find somebody by themselves."""
        return frozenset(each for each in self.categories if self.policy(each).routing is not Routing.MANUAL)

    def grow(self, *, id: CategoryId, at: datetime, **fields: Any) -> tuple[Category, CategoryCreated]:
        category = Category(id=id, created_at=at, updated_at=at, **fields)
        self._require_place(category)
        return category, CategoryCreated(category_id=id, at=at)

    def edit(self, category_id: CategoryId, *, at: datetime, **changes: Any) -> tuple[Category, CategoryEdited]:
        """Rename, move or switch; a category never comes to stand below itself."""
        category = replace(self.get(category_id), updated_at=at, **changes)
        self._require_place(category)
        return category, CategoryEdited(category_id=category_id, at=at)

    def cut(self, category_id: CategoryId, *, at: datetime) -> CategoryDeleted:
        """Remove a leaf; whether tickets still carry it, storage knows."""
        self.get(category_id)
        if any(other.parent_id == category_id for other in self.categories.values()):
            raise CategoryInUse("The category has others below it.")
        return CategoryDeleted(category_id=category_id, at=at)

    def _require_place(self, category: Category) -> None:
        above = category.parent_id
        while above is not None:
            if above == category.id:
                raise CategoryCycle("A category cannot stand below itself.", {"parentId": "Is below this category."})
            if above not in self.categories:
                raise ParentUnknown("There is no such category to stand below.", {"parentId": "Unknown."})
            above = self.categories[above].parent_id
        for other in self.categories.values():
            same_place = other.id != category.id and other.parent_id == category.parent_id
            if same_place and other.name.casefold() == category.name.casefold():
                raise CategoryNameTaken(f"There is a category {other.name} there already.", {"name": "Taken."})
