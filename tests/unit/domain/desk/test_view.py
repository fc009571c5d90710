import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.view import SavedView, ViewNotShared, ViewScope, may_share
from domain.shared.access import Actor, Role
from domain.shared.ids import TeamId, UserId, ViewId
from tests.support.builders import MONDAY, a_team, a_user, a_view

ME, OTHER, OURS, THEIRS = a_user().id, a_user().id, a_team().id, a_team().id
AUDIENCES = st.sampled_from([(False, None), (True, None), (True, OURS), (True, THEIRS)])


class TestSavedView:
    def test_has_a_team_only_where_it_is_shared(self) -> None:
        words = {"name": "Mine", "owner_id": ME, "filter": {}, "sort": "number"}
        with pytest.raises(ViewNotShared):
            SavedView.create(id=ViewId(a_view().id), at=MONDAY, team_id=OURS, **words)
        with pytest.raises(ViewNotShared):
            a_view().edit(at=MONDAY, team_id=OURS)
        view, created = SavedView.create(id=a_view().id, at=MONDAY, team_id=OURS, is_shared=True, **words)
        assert (view.team_id, created.entity_id) == (OURS, view.id)

    def test_leaves_its_team_when_it_is_no_longer_shared(self) -> None:
        shared = a_view(is_shared=True, team_id=OURS)
        assert shared.edit(at=MONDAY, is_shared=False)[0].team_id is None
        assert shared.edit(at=MONDAY, name="Other")[0].team_id == OURS
        with pytest.raises(ViewNotShared):
            shared.edit(at=MONDAY, is_shared=False, team_id=OURS)


class TestViewScope:
    @given(role=st.sampled_from(Role), owner=st.sampled_from([ME, OTHER]), audience=AUDIENCES)
    def test_holds_ones_own_and_what_is_shared_with_one(
        self, role: Role, owner: UserId, audience: tuple[bool, TeamId | None]
    ) -> None:
        is_shared, team_id = audience
        admits = ViewScope.of(Actor(ME, role, OURS)).admits(
            a_view(owner_id=owner, is_shared=is_shared, team_id=team_id)
        )
        if owner == ME:
            assert admits
        elif role in {Role.ADMIN, Role.MANAGER}:
            assert admits is is_shared
        elif role in {Role.AGENT, Role.DEVELOPER}:
            assert admits is (is_shared and team_id != THEIRS)
        else:
            assert not admits

    def test_of_somebody_without_a_team_holds_no_teams(self) -> None:
        scope = ViewScope.of(Actor(ME, Role.AGENT))
        assert scope.admits(a_view(is_shared=True))
        assert not scope.admits(a_view(is_shared=True, team_id=OURS))


@pytest.mark.parametrize("role", Role)
def test_those_share_who_configure_or_lead(role: Role) -> None:
    actor = Actor(ME, role)
    assert may_share(actor, leads=False) is (role in {Role.ADMIN, Role.MANAGER})
    assert may_share(actor, leads=True)
