from dataclasses import replace
from datetime import timedelta

from domain.desk.events import TeamCreated, TeamDeleted, TeamEdited
from domain.desk.team import Team
from tests.support.builders import MONDAY, a_team, a_user

LATER = MONDAY + timedelta(hours=1)


class TestCreate:
    def test_makes_a_team(self) -> None:
        expected = a_team(name="Billing", description="Money", lead_id=a_user().id, created_at=LATER, updated_at=LATER)
        team, event = Team.create(
            id=expected.id, at=LATER, name="Billing", description="Money", lead_id=expected.lead_id
        )
        assert team == expected
        assert event == TeamCreated(team_id=team.id, at=LATER)


class TestEdit:
    def test_changes_what_was_stated(self) -> None:
        team = a_team(name="Billing", description="Money")
        edited, event = team.edit(at=LATER, name="Payments")
        assert edited == replace(team, name="Payments", updated_at=LATER)
        assert event == TeamEdited(team_id=team.id, at=LATER)


class TestDelete:
    def test_tells(self) -> None:
        team = a_team()
        assert team.delete(at=LATER) == TeamDeleted(team_id=team.id, at=LATER)
