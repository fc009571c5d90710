"""How people look at tickets: one, its comments, and lists of them."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.lives import Life, callers, matters, shown, somebody_asked
from tests.fuzz.oracle import PRIORITIES, TICKET_FILTERS, TICKET_SORTS, Matter, Member, listed
from tests.unit.application.desk.oracle import PATHS

priorities = st.sampled_from(PRIORITIES)


class Looking(Life):
    @somebody_asked
    @rule(who=callers, matter=matters)
    def ticket_is_read(self, who: Member, matter: Matter) -> None:
        verdict = who.verdict_on_token or matter.verdict_on_reading(who)
        self.compare(self.ask(who, "GET", f"/tickets/{matter.id}"), verdict, matter)

    @somebody_asked
    @rule(who=callers, matter=matters, limit=st.integers(1, 4), by_cursor=st.booleans())
    def comments_are_read(self, who: Member, matter: Matter, limit: int, *, by_cursor: bool) -> None:
        path = f"/tickets/{matter.id}/comments"
        verdict = who.verdict_on_token or matter.verdict_on_reading(who)
        if verdict:
            self.outcome(self.ask(who, "GET", path), verdict)
            return
        rows = self.read_list(who, path, {}, limit, by_cursor=by_cursor)
        seen = [(row["id"], row["authorId"], row["body"], row["isInternal"]) for row in rows]
        assert seen == matter.heard_by(who)

    @rule(who=callers, data=st.data(), limit=st.integers(1, 4), by_cursor=st.booleans())
    def tickets_are_listed(self, who: Member, data: st.DataObject, limit: int, *, by_cursor: bool) -> None:
        asked = {"sort": data.draw(_sorts)} | data.draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "status": st.lists(st.sampled_from(sorted(PATHS)), min_size=1, max_size=3).map(",".join),
                    "priority": st.lists(priorities, min_size=1, max_size=2).map(",".join),
                    "categoryId": st.just(str(self.category.id)),
                    "teamId": st.sampled_from([str(team) for team in self.teams if team]),
                    "assigneeId": st.sampled_from(["none", *(str(member.id) for member in self.members)]),
                    "requesterId": st.sampled_from([str(member.id) for member in self.members]),
                    "tag": st.sampled_from(["red", "blue", "red,blue"]),
                    "channel": st.sampled_from(["api", "agent", "agent,api"]),
                    "search": st.sampled_from(["beta", "alpha beta", "beta -alpha", "omega", "nothing"]),
                },
            )
        )
        if who.verdict_on_token:
            self.outcome(self.ask(who, "GET", "/tickets", params=asked), who.verdict_on_token)
        else:
            self.compare_list(who, asked, limit, by_cursor=by_cursor)

    @somebody_asked
    @rule()
    def everybody_looks_around(self) -> None:
        """All see what they may, and nothing else."""
        for member in self.members:
            if not member.verdict_on_token:
                self.compare_list(member, {"sort": "createdAt"}, 50, by_cursor=False)

    def compare_list(self, who: Member, asked: dict[str, str], limit: int, *, by_cursor: bool) -> None:
        rows = self.read_list(who, "/tickets", asked, limit, by_cursor=by_cursor)
        visible = [matter for matter in self.matters if matter.is_visible_to(who)]
        filters = dict(TICKET_FILTERS) | {"search": lambda matter, wanted: matter.is_found_by(who, wanted)}
        expected = [matter.row() for matter in listed(visible, filters, TICKET_SORTS, asked)]
        assert [shown(row, it) for row, it in zip(rows, expected, strict=True)] == expected


_sorts = st.sampled_from(
    ["createdAt", "-createdAt", "-updatedAt", "number", "-priority", "priority,-createdAt", "title", "-title,number"]
)
