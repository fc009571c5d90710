"""What people do with accounts."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from domain.identity.credentials import WeakPassword, WrongCredentials
from domain.identity.user import EmailTaken
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from tests.fuzz.lives import PASSWORDS, WEAK, Life, admins, callers, everybody, if_match, shown, versions
from tests.fuzz.oracle import USER_FILTERS, USER_SORTS, Member, listed

ADDRESSES: Final = ("ada@example.com", "Ada@Example.com", "grace@example.com", "person5@example.com")
NAMES: Final = ("", "Ada", "Zoe")
passwords = st.sampled_from([*PASSWORDS, PASSWORDS[0], WEAK])
roles = st.sampled_from([str(role) for role in Role])
MOST: Final = 12
"""People at a time: enough for lists of several portions."""

changes = st.runner().flatmap(
    lambda life: st.fixed_dictionaries(
        {},
        optional={
            "role": roles,
            "isActive": st.sampled_from([True, True, False]),
            "teamId": st.sampled_from(life.teams),
            "firstName": st.sampled_from(NAMES),
            "password": st.sampled_from(PASSWORDS),
        },
    ).filter(bool)
)


class People(Life):
    @rule(email=st.sampled_from(ADDRESSES), password=passwords, first=st.sampled_from(NAMES))
    def somebody_registers(self, email: str, password: str, first: str) -> None:
        body = {"email": email, "password": password, "firstName": first}
        verdict = self._verdict_on_joining(email, password)
        data = self.outcome(self.ask(None, "POST", "/auth/register", json=body), verdict, 201)
        if data:
            member = self._join(data["user"], email=email, password=password, first=first)
            self._take_tokens(member, data)

    @rule(who=callers, email=st.sampled_from(ADDRESSES), password=passwords, role=roles)
    def somebody_makes_an_account(self, who: Member, email: str, password: str, role: str) -> None:
        body = {"email": email, "password": password, "role": role}
        verdict = who.verdict_on_token or (None if who.role == "admin" else Forbidden)
        verdict = verdict or self._verdict_on_joining(email, password)
        data = self.outcome(self.ask(who, "POST", "/users", json=body), verdict, 201)
        if data:
            self._join(data, email=email, password=password, role=role, token=0)

    @rule(whom=everybody, is_right=st.sampled_from([True, True, False]))
    def somebody_logs_in(self, whom: Member, *, is_right: bool) -> None:
        password = whom.password or PASSWORDS[0]
        body = {"email": whom.email.upper(), "password": password if is_right else f"{password}!"}
        verdict = None if is_right and whom.active and whom.password else WrongCredentials
        data = self.outcome(self.ask(None, "POST", "/auth/login", json=body), verdict)
        if data:
            self._take_tokens(whom, data)
            assert shown(data["user"], whom.card()) == whom.card()

    @rule(who=callers, whom=everybody)
    def somebody_is_looked_up(self, who: Member, whom: Member) -> None:
        verdict = who.verdict_on_token or who.verdict_on_reading(whom)
        data = self.outcome(self.ask(who, "GET", f"/users/{whom.id}"), verdict)
        assert data is None or shown(data, whom.card()) == whom.card()

    @rule(who=everybody | admins, whom=everybody, stated=changes, behind=versions, logs_in=st.booleans())
    def account_is_changed(
        self, who: Member, whom: Member, stated: dict[str, Any], behind: int | None, *, logs_in: bool
    ) -> None:
        version = None if behind is None else whom.version - behind
        verdict = who.verdict_on_token or who.verdict_on_edit(whom, stated, version, self.acting_admins)
        body = stated | ({"teamId": str(stated["teamId"])} if stated.get("teamId") else {})
        response = self.ask(who, "PATCH", f"/users/{whom.id}", json=body, headers=if_match(version))
        data = self.outcome(response, verdict)
        if data:
            whom.edit(stated, next(self.moments))
            assert shown(data, whom.card()) == whom.card()
            if logs_in and whom.active:
                self.somebody_logs_in(whom, is_right=True)

    @rule(who=callers, whom=everybody, is_meant=st.sampled_from([False, False, True]))
    def account_is_deleted(self, who: Member, whom: Member, *, is_meant: bool) -> None:
        """Seldom by those who may, so that somebody is left."""
        if who.role == "admin" and not is_meant:
            return
        verdict = who.verdict_on_token or who.verdict_on_delete(whom, self.acting_admins)
        self.outcome(self.ask(who, "DELETE", f"/users/{whom.id}"), verdict, 204)
        if not verdict:
            whom.forget(next(self.moments))

    @rule(who=callers, data=st.data(), limit=st.integers(1, 5), by_cursor=st.booleans())
    def people_are_listed(self, who: Member, data: st.DataObject, limit: int, *, by_cursor: bool) -> None:
        asked = {"sort": data.draw(_sorts)} | data.draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "role": st.lists(roles, min_size=1, max_size=3).map(",".join),
                    "isActive": st.sampled_from(["true", "false"]),
                    "teamId": st.sampled_from([str(team) for team in self.teams if team]),
                    "search": st.sampled_from(["ada", "PERSON", "deleted user", "zoe", "nothing"]),
                },
            )
        )
        verdict = who.verdict_on_token or (None if who.reads_users else Forbidden)
        if verdict:
            self.outcome(self.ask(who, "GET", "/users", params=asked), verdict)
            return
        rows = self.read_list(who, "/users", asked, limit, by_cursor=by_cursor)
        expected = [member.card() for member in listed(self.members, USER_FILTERS, USER_SORTS, asked)]
        assert [shown(row, card) for row, card in zip(rows, expected, strict=True)] == expected

    def _verdict_on_joining(self, email: str, password: str) -> Any:
        if password == WEAK:
            return WeakPassword
        is_taken = any(member.email.casefold() == email.casefold() for member in self.members)
        return EmailTaken if is_taken else None

    def _take_tokens(self, member: Member, data: dict[str, Any]) -> None:
        member.token, (member.session, _) = member.access, data["refreshToken"].split("/")
        assert (data["accessToken"], data["refreshToken"]) == (member.bearer, f"{member.session}/0")

    def _join(self, data: dict[str, Any], **what_is_known: Any) -> Member:
        moment = next(self.moments)
        known = {"role": "customer", **what_is_known, "email": data["email"]}
        member = Member(data["id"], known.pop("role"), **known, born=moment, touched=moment)
        assert data["email"].casefold() == what_is_known["email"].casefold()
        assert shown(data, member.card()) == member.card()
        self.members.append(member)
        return member


_sorts = st.sampled_from(["createdAt", "-createdAt", "email", "-updatedAt", "lastName,-createdAt", "-lastName"])
