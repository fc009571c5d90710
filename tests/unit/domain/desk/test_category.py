from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.category import (
    Category,
    CategoryCycle,
    CategoryInactive,
    CategoryInUse,
    CategoryNameTaken,
    CategoryNotFound,
    CategoryTree,
    ParentUnknown,
)
from domain.desk.events import CategoryCreated, CategoryDeleted, CategoryEdited
from domain.shared.errors import Refusal
from domain.shared.ids import CategoryId
from tests.support.builders import MONDAY, a_category, a_team, a_tree

LATER = MONDAY + timedelta(hours=1)

ROOT = a_category(name="Root")
BRANCH = a_category(name="Branch", parent_id=ROOT.id)
LEAF = a_category(name="Leaf", parent_id=BRANCH.id)
OTHER = a_category(name="Other")
TREE = a_tree(ROOT, BRANCH, LEAF, OTHER)


class TestRequireActive:
    def test_accepts_an_active_one(self) -> None:
        a_category().require_active()

    def test_refuses_one_that_is_switched_off(self) -> None:
        with pytest.raises(CategoryInactive, match="Hardware takes no new tickets") as refused:
            a_category(name="Hardware", is_active=False).require_active()
        assert list(refused.value.details) == ["categoryId"]


class TestGet:
    def test_finds_by_id(self) -> None:
        assert TREE.get(LEAF.id) == LEAF

    def test_refuses_what_is_not_there(self) -> None:
        with pytest.raises(CategoryNotFound):
            TREE.get(a_category().id)


class TestGrow:
    def test_makes_a_category_of_a_team(self) -> None:
        expected = a_category(name="Hardware", team_id=a_team().id, created_at=LATER, updated_at=LATER)
        category, event = CategoryTree({}).grow(id=expected.id, at=LATER, name="Hardware", team_id=expected.team_id)
        assert category == expected
        assert event == CategoryCreated(category_id=expected.id, at=LATER)

    def test_makes_one_below_another(self) -> None:
        category, _ = TREE.grow(id=a_category().id, at=LATER, name="Twig", parent_id=LEAF.id, is_active=False)
        assert (category.parent_id, category.is_active) == (LEAF.id, False)

    def test_refuses_an_unknown_parent(self) -> None:
        with pytest.raises(ParentUnknown) as refused:
            TREE.grow(id=a_category().id, at=LATER, name="Twig", parent_id=a_category().id)
        assert list(refused.value.details) == ["parentId"]

    def test_refuses_to_stand_below_itself(self) -> None:
        new = a_category().id
        with pytest.raises(CategoryCycle):
            TREE.grow(id=new, at=LATER, name="Twig", parent_id=new)

    @pytest.mark.parametrize("name", ["Branch", "branch", "BRANCH"])
    def test_refuses_the_name_of_a_sibling_in_any_case(self, name: str) -> None:
        with pytest.raises(CategoryNameTaken, match="There is a category Branch there already") as refused:
            TREE.grow(id=a_category().id, at=LATER, name=name, parent_id=ROOT.id)
        assert list(refused.value.details) == ["name"]

    def test_refuses_the_name_of_another_root(self) -> None:
        with pytest.raises(CategoryNameTaken):
            TREE.grow(id=a_category().id, at=LATER, name="root")

    def test_accepts_a_name_that_stands_elsewhere(self) -> None:
        assert TREE.grow(id=a_category().id, at=LATER, name="Branch", parent_id=OTHER.id)[0].name == "Branch"


class TestEdit:
    @pytest.mark.parametrize(
        "changes",
        [
            {"name": "Renamed"},
            {"parent_id": OTHER.id},
            {"parent_id": None},
            {"is_active": False},
            {"name": "LEAF"},
            {},
        ],
        ids=lambda changes: " ".join(f"{field}-{str(value)[:3]}" for field, value in changes.items()) or "nothing",
    )
    def test_changes_what_was_stated(self, changes: dict[str, Any]) -> None:
        category, event = TREE.edit(LEAF.id, at=LATER, **changes)
        assert category == replace(LEAF, updated_at=LATER, **changes)
        assert event == CategoryEdited(category_id=LEAF.id, at=LATER)

    @pytest.mark.parametrize("below", [ROOT, BRANCH, LEAF], ids=lambda category: category.name)
    def test_refuses_to_move_below_itself(self, below: Category) -> None:
        with pytest.raises(CategoryCycle) as refused:
            TREE.edit(ROOT.id, at=LATER, parent_id=below.id)
        assert list(refused.value.details) == ["parentId"]

    def test_refuses_an_unknown_parent(self) -> None:
        with pytest.raises(ParentUnknown):
            TREE.edit(ROOT.id, at=LATER, parent_id=a_category().id)

    def test_refuses_a_siblings_name(self) -> None:
        with pytest.raises(CategoryNameTaken):
            TREE.edit(ROOT.id, at=LATER, name="other")

    def test_refuses_to_move_beside_its_namesake(self) -> None:
        namesake = a_category(name="leaf", parent_id=OTHER.id)
        with pytest.raises(CategoryNameTaken):
            a_tree(*TREE.categories.values(), namesake).edit(LEAF.id, at=LATER, parent_id=OTHER.id)

    def test_refuses_what_is_not_there(self) -> None:
        with pytest.raises(CategoryNotFound):
            TREE.edit(a_category().id, at=LATER, name="Renamed")


class TestCut:
    @pytest.mark.parametrize("category", [LEAF, OTHER], ids=lambda category: category.name)
    def test_removes_a_leaf(self, category: Category) -> None:
        assert TREE.cut(category.id, at=LATER) == CategoryDeleted(category_id=category.id, at=LATER)

    @pytest.mark.parametrize("category", [ROOT, BRANCH], ids=lambda category: category.name)
    def test_refuses_one_with_others_below(self, category: Category) -> None:
        with pytest.raises(CategoryInUse):
            TREE.cut(category.id, at=LATER)

    def test_refuses_what_is_not_there(self) -> None:
        with pytest.raises(CategoryNotFound):
            TREE.cut(a_category().id, at=LATER)


IDS = [a_category().id for _ in range(5)]
ids = st.sampled_from(IDS)
names = st.sampled_from(["one", "One", "two"])
Step = tuple[str, CategoryId, dict[str, Any]]
steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("grow"), ids, st.fixed_dictionaries({"name": names, "parent_id": st.none() | ids})),
    st.tuples(st.just("edit"), ids, st.fixed_dictionaries({}, optional={"name": names, "parent_id": st.none() | ids})),
    st.tuples(st.just("cut"), ids, st.just({})),
)


class TestTree:
    @given(st.lists(steps, max_size=30))
    def test_stays_a_tree_whatever_is_tried(self, tried: list[Step]) -> None:
        tree: dict[CategoryId, Category] = {}
        for step in tried:
            take(tree, step)
            for category in tree.values():
                assert depth(tree, category) <= len(tree)
            places = [(category.parent_id, category.name.casefold()) for category in tree.values()]
            assert len(set(places)) == len(places)


def take(tree: dict[CategoryId, Category], step: Step) -> None:
    verb, category_id, fields = step
    try:
        match verb:
            case "grow" if category_id not in tree:
                tree[category_id], _ = CategoryTree(tree).grow(id=category_id, at=LATER, **fields)
            case "edit":
                tree[category_id], _ = CategoryTree(tree).edit(category_id, at=LATER, **fields)
            case "cut":
                CategoryTree(tree).cut(category_id, at=LATER)
                del tree[category_id]
    except Refusal:
        return


def depth(tree: dict[CategoryId, Category], category: Category) -> int:
    """Steps to the root; KeyError where a parent is missing, more steps than categories where there is a cycle."""
    steps, above = 1, category.parent_id
    while above is not None and steps <= len(tree):
        steps, above = steps + 1, tree[above].parent_id
    return steps
