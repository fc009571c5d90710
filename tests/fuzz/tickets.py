"""What people do with tickets."""

from typing import Any, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from application.desk.errors import PersonUnknown
from domain.shared.errors import Forbidden
from tests.fuzz.lives import Life, admins, callers, if_match, matters, shown, somebody_asked, staff, versions
from tests.fuzz.oracle import PRIORITIES, Matter, Member
from tests.unit.application.desk.oracle import PATHS, Verdict, load_of

MOST: Final = 8
"""Tickets at a time: enough for lists of several portions."""

titles = st.sampled_from(["alpha beta", "beta gamma", "delta"])
texts = st.sampled_from(["It burns.", "omega smoke"])
priorities = st.sampled_from(PRIORITIES)
tags = st.sampled_from([(), ("red",), ("red", "blue")])
sayings = st.tuples(titles, texts, priorities, tags)
words = st.sampled_from([None, "", "Restarted."])
categories = st.runner().flatmap(lambda life: st.sampled_from([None, life.category.id]))


class Tickets(Life):
    @precondition(lambda life: len(life.matters) < MOST)
    @rule(who=callers, whom=callers, said=sayings, category=categories, data=st.data())
    def ticket_is_opened(self, who: Member, whom: Member, said: Any, category: Any, data: st.DataObject) -> None:
        """For oneself mostly; now and then with a key, and then twice."""
        requester = who if data.draw(st.booleans()) else whom
        title, text, priority, labels = said
        body = {"title": title, "description": text, "priority": priority, "tags": list(labels)}
        body |= {"categoryId": str(category)} if category else {}
        body |= {} if requester is who else {"requesterId": str(requester.id)}
        key = {"Idempotency-Key": uuid4().hex} if data.draw(st.booleans()) else {}
        verdict = who.verdict_on_token or self._verdict_on_opening(who, requester)
        first = self.ask(who, "POST", "/tickets", json=body, headers=key)
        opened = self.outcome(first, verdict, 201)
        if opened:
            self._note(opened, who, requester, body, category)
            if key:
                again = self.ask(who, "POST", "/tickets", json=body, headers=key)
                assert (again.status_code, again.content) == (201, first.content)
                assert again.headers["Idempotency-Replayed"] == "true"
                other = self.ask(who, "POST", "/tickets", json=body | {"title": "zeta"}, headers=key)
                assert (other.status_code, other.json()["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")

    @somebody_asked
    @rule(who=callers, matter=matters, said=sayings, category=categories, behind=versions)
    def ticket_is_replaced(self, who: Member, matter: Matter, said: Any, category: Any, behind: int | None) -> None:
        title, text, priority, _ = said
        version = None if behind is None else matter.version - behind
        verdict = who.verdict_on_token or matter.verdict_on_change(who, version)
        body = {"title": title, "description": text, "priority": priority}
        body |= {"categoryId": str(category)} if category else {}
        response = self.ask(who, "PUT", f"/tickets/{matter.id}", json=body, headers=if_match(version))
        if not verdict:
            matter.edit(title)
            matter.description, matter.priority, matter.tags = text, priority, ()
            self._recategorise(matter, category)
        self.compare(response, verdict, matter)

    @somebody_asked
    @rule(who=callers, matter=matters, said=st.tuples(titles, tags), behind=versions)
    def ticket_is_said_better(self, who: Member, matter: Matter, said: Any, behind: int | None) -> None:
        version = None if behind is None else matter.version - behind
        verdict = who.verdict_on_token or matter.verdict_on_change(who, version)
        title, labels = said
        response = self.ask(
            who,
            "PATCH",
            f"/tickets/{matter.id}",
            json={"title": title, "tags": list(labels)},
            headers=if_match(version),
        )
        if not verdict:
            matter.edit(title)
            matter.tags, matter.touched = labels, next(self.moments)
        self.compare(response, verdict, matter)

    @somebody_asked
    @rule(who=callers, matter=matters, word=words, behind=versions, data=st.data())
    def ticket_is_moved(
        self, who: Member, matter: Matter, word: str | None, behind: int | None, data: st.DataObject
    ) -> None:
        """Mostly where it may go: else few would ever be closed."""
        allowed = st.sampled_from(sorted(PATHS[matter.status]))
        to = data.draw(allowed | allowed | st.sampled_from(sorted(PATHS)))
        version = None if behind is None else matter.version - behind
        verdict = who.verdict_on_token or matter.verdict_on_step(who, to, word, version, self.now())
        body = {"status": to} | ({} if word is None else {"resolution": word})
        response = self.ask(who, "POST", f"/tickets/{matter.id}/status", json=body, headers=if_match(version))
        if not verdict:
            matter.move(to, word, self.now())
            matter.touched = next(self.moments)
        self.compare(response, verdict, matter)

    @somebody_asked
    @rule(who=callers, matter=matters, to=staff)
    def ticket_is_assigned(self, who: Member, matter: Matter, to: Member) -> None:
        verdict = self._verdict_at_the_door(who) or matter.verdict_on_assign(who, to, load_of(to, [*self.matters]))
        response = self.ask(who, "POST", f"/tickets/{matter.id}/assign", json={"assigneeId": str(to.id)})
        self._given(response, verdict, matter, to, who)

    @somebody_asked
    @rule(who=callers, matter=matters)
    def ticket_is_claimed(self, who: Member, matter: Matter) -> None:
        verdict = self._verdict_at_the_door(who) or matter.verdict_on_claim(who, load_of(who, [*self.matters]))
        self._given(self.ask(who, "POST", f"/tickets/{matter.id}/claim"), verdict, matter, who, who)

    @precondition(lambda life: any(matter.turns for matter in life.matters))
    @rule(who=callers, data=st.data(), to=st.sampled_from(["accepted", "rejected", "completed"]), reason=words)
    def turn_is_answered(self, who: Member, data: st.DataObject, to: str, reason: str | None) -> None:
        matter = data.draw(st.sampled_from([matter for matter in self.matters if matter.turns]))
        verdict = self._verdict_at_the_door(who) or matter.verdict_on_answer(who, to, reason)
        body = {"status": to} | ({} if reason is None else {"reason": reason})
        response = self.ask(who, "PATCH", f"/assignments/{self.latest_turn(matter)}", json=body)
        data_shown = self.outcome(response, verdict)
        if not verdict:
            before = matter.version
            matter.answer(to)
            matter.touched = next(self.moments) if matter.version > before else matter.touched
            assert data_shown["status"] == to

    @somebody_asked
    @rule(who=callers, matter=matters, words=st.sampled_from(["Word", "omega", "alpha beta"]), internal=st.booleans())
    def ticket_is_commented(self, who: Member, matter: Matter, words: str, *, internal: bool) -> None:
        verdict = who.verdict_on_token or matter.verdict_on_comment(who, internal=internal)
        body: dict[str, Any] = {"body": f"{words} {len(matter.said)}", "internal": internal}
        data = self.outcome(self.ask(who, "POST", f"/tickets/{matter.id}/comments", json=body), verdict, 201)
        if data:
            matter.comment(who, internal=internal)
            matter.said.append((data["id"], who, body["body"], internal))
            matter.touched = matter.touched if internal else next(self.moments)

    @somebody_asked
    @rule(who=callers | admins, matter=matters, other=matters, across=st.sampled_from([True, True, False]))
    def ticket_is_merged(self, who: Member, matter: Matter, other: Matter, *, across: bool) -> None:
        verdict = self._verdict_at_the_door(who) or matter.verdict_on_merge(who, other, across=across)
        body = {"intoId": str(other.id), "acrossRequesters": across}
        now = self.now()
        data = self.outcome(self.ask(who, "POST", f"/tickets/{matter.id}/merge", json=body), verdict, 201)
        if data:
            matter.merge(other, now)
            matter.touched = other.touched = next(self.moments)
            assert shown(data, {"ticketId": str(matter.id), "intoId": str(other.id)})

    @somebody_asked
    @rule(who=callers | admins, data=st.data())
    def ticket_is_unmerged(self, who: Member, data: st.DataObject) -> None:
        """Mostly one that is merged."""
        merged = [matter for matter in self.matters if matter.into]
        matter = data.draw(st.sampled_from(merged or self.matters) | st.sampled_from(self.matters))
        other = matter.into
        verdict = self._verdict_at_the_door(who) or matter.verdict_on_unmerge(who, self.now())
        self.outcome(self.ask(who, "DELETE", f"/tickets/{matter.id}/merge"), verdict, 204)
        if not verdict and isinstance(other, Matter):
            matter.unmerge(who, [*self.matters])
            matter.touched = other.touched = next(self.moments)

    def latest_turn(self, matter: Matter) -> str:
        admin = next(member for member in self.members if member.is_acting_admin)
        admin.token = admin.access
        rows = self.read_list(admin, f"/tickets/{matter.id}/assignments", {}, 100, by_cursor=False)
        seen = [(row["assigneeId"], row["status"]) for row in rows]
        assert seen == [(str(turn.holder.id), turn.status) for turn in matter.turns]
        return str(rows[-1]["id"])

    def _verdict_on_opening(self, who: Member, requester: Member) -> Verdict:
        if requester is who:
            return None
        if not who.works:
            return Forbidden
        return None if requester.active else PersonUnknown

    @staticmethod
    def _verdict_at_the_door(who: Member) -> Verdict:
        return who.verdict_on_token or (None if who.works else Forbidden)

    def _given(self, response: Any, verdict: Verdict, matter: Matter, to: Member, by: Member) -> None:
        if not verdict:
            matter.give(to, by)
            matter.touched = next(self.moments)
        self.compare(response, verdict, matter)

    def _recategorise(self, matter: Matter, category: Any) -> None:
        """A new category brings its team along; without one the team stays."""
        if category not in {None, matter.category}:
            matter.team = self.category.team_id
        matter.category, matter.touched = category, next(self.moments)

    def _note(self, opened: Any, who: Member, requester: Member, body: dict[str, Any], category: Any) -> None:
        moment = next(self.moments)
        matter = Matter(
            opened["id"],
            requester,
            self.category.team_id if category else None,
            body["title"],
            number=opened["number"],
            description=body["description"],
            priority=body["priority"],
            category=category,
            tags=tuple(body["tags"]),
            channel="api" if requester is who else "agent",
            born=moment,
            touched=moment,
        )
        assert shown(opened, matter.card()) == matter.card()
        assert all(opened["number"] > other.number for other in self.matters)
        self.matters.append(matter)
