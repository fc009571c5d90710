"""Bodies made to break the reader: every one is a 4xx that says why, and the process lives."""

import json
from typing import Any

import pytest
from msgspec import structs

from domain.shared.access import Actor, Role
from entrypoints.http.members import MOST_NAMED
from tests.security.surface import WITH_BODY, Operation, named, say
from tests.security.world import World
from tests.support.api import Api

DEEP = 20_000
SHAPES = {
    "arrays": b"[" * DEEP + b"]" * DEEP,
    "objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "an unknown member": b'{"unknown":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "just too deep": b'{"unknown":' + b"[" * 64 + b"]" * 64 + b"}",
}
MALFORMED = {
    "no json": b"{title: 1}",
    "nothing but space": b"   ",
    "two documents": b"{} {}",
    "cut off": b'{"title": "It fai',
    "a trailing comma": b'{"title": "It fails",}',
    "single quotes": b"{'title': 'It fails'}",
    "a comment": b'{"title": "It fails" /* often */}',
    "an array": b"[]",
    "a text": b'"title"',
    "a number": b"7",
    "null": b"null",
    "a byte order mark": b'\xef\xbb\xbf{"title": "It fails"}',
    "latin-1": '{"title": "Größe"}'.encode("latin-1"),
    "utf-16": '{"title": "It fails"}'.encode("utf-16"),
    "an overlong form": b'{"title": "\xc0\x80"}',
    "an encoded surrogate": b'{"title": "\xed\xa0\x80"}',
    "NUL": b'{"title": "a\x00b"}',
    "an escaped NUL": b'{"title": "a\\u0000b"}',
    "half a surrogate pair": b'{"title": "\\ud83d"}',
    "half a pair in a list": b'{"tags": ["\\udc00"]}',
    "half a pair in a name": b'{"\\ud800": 1}',
    "a control character": b'{"title": "a\nb"}',
    "a member twice": b'{"title": "One", "title": "Two"}',
    "a member twice, spelled differently": b'{"title": "One", "\\u0074itle": "Two"}',
    "a member twice further in": b'{"unknown": {"a": 1, "a": 2}}',
    "NaN": b'{"title": NaN}',
    "Infinity": b'{"title": -Infinity}',
    "an integer over 2^53": b'{"title": 9007199254740993}',
    "10^400": b'{"title": 1' + b"0" * 400 + b"}",
    "1e400": b'{"title": 1e400}',
    "a long fraction": b'{"title": 0.' + b"1" * 10_000 + b"}",
    "many digits": b'{"title": ' + b"9" * 500_000 + b"}",
}
MEDIA_TYPES = [
    None,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json; charset=latin-1",
    "application/json; charset=utf-16",
    "application/jsonx",
    "text/json",
    "application/json, text/plain",
]


async def sent(api: Api, actor: Actor, body: bytes, media_type: str | None = "application/json") -> Any:
    headers = {"Content-Type": media_type} if media_type else {}
    return await api.post("/tickets", actor, content=body, headers=headers)


class TestBody:
    @pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
    async def test_that_cannot_be_read_one_way_only_is_refused(self, world: World, body: bytes) -> None:
        await world.settle(Role.CUSTOMER)
        response = await sent(world.api, world.actor, body)
        assert (response.status_code, response.json()["error"]["code"]) == (400, "BODY_MALFORMED")
        assert world.api.house.happened == []

    @pytest.mark.parametrize("media_type", MEDIA_TYPES)
    async def test_of_another_media_type_is_refused(self, world: World, media_type: str | None) -> None:
        await world.settle(Role.CUSTOMER)
        body = json.dumps({"title": "It fails", "description": "Every time."}).encode()
        response = await sent(world.api, world.actor, body, media_type)
        assert (response.status_code, response.json()["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")

    @pytest.mark.parametrize(
        "media_type", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
    )
    async def test_of_this_media_type_is_read(self, world: World, media_type: str) -> None:
        await world.settle(Role.CUSTOMER)
        body = json.dumps({"title": "Größe 𝄞 \t", "description": "\N{RIGHT-TO-LEFT OVERRIDE}Every time."}).encode()
        response = await sent(world.api, world.actor, body, media_type)
        assert response.status_code == 201
        assert response.json()["data"]["title"] == "Größe 𝄞"
        assert response.json()["data"]["description"] == "\N{RIGHT-TO-LEFT OVERRIDE}Every time."

    async def test_that_is_too_large_is_refused_whether_it_says_so_or_not(self, world: World) -> None:
        await world.settle(Role.CUSTOMER)
        limit = world.api.house.settings.body_limit
        announced = await sent(world.api, world.actor, b" " * (limit + 1))
        assert announced.status_code == 413

        read = 0

        async def dripping() -> Any:
            nonlocal read
            for _ in range(1_000):
                read += 65_536
                yield b" " * 65_536

        headers = {"Content-Type": "application/json"}
        for more in ({}, {"Idempotency-Key": "key"}):
            read = 0
            streamed = await world.api.post("/tickets", world.actor, content=dripping(), headers=headers | more)
            assert streamed.status_code == 413

    async def test_names_what_is_wrong_where_it_can(self, world: World) -> None:
        await world.settle(Role.CUSTOMER)
        twice = await sent(world.api, world.actor, MALFORMED["a member twice"])
        assert twice.json()["error"]["details"] == {"title": "Stated more than once."}
        half = await sent(world.api, world.actor, MALFORMED["half a pair in a list"])
        assert list(half.json()["error"]["details"]) == ["tags[0]"]
        many = await world.api.post("/tickets", world.actor, {"title": " ", "priority": "urgent", "tags": ["a,b", 7]})
        assert many.json()["error"]["details"] == {
            "title": "Must not be blank.",
            "description": "Missing.",
            "priority": "One of: low, medium, high, critical.",
            "tags[0]": "Not of the form this takes.",
            "tags[1]": "Expected text.",
        }

    async def test_names_what_is_wrong_further_in(self, world: World) -> None:
        await world.settle(Role.MANAGER)
        availability = [{"weekday": 7, "start": "09:00:00Z", "end": "9", "colour": 1}, 5]
        profile = {"availability": availability, "capacity": -1, "timeZone": None, "specializations": ["a"] * 31}
        url = f"/developers/{world.spare.user_id}"
        refused = await world.api.ask("PUT", url, world.actor, json=profile | {"experienceLevel": "new"})
        assert refused.json()["error"]["details"] == {
            "specializations": "At most 30 elements.",
            "experienceLevel": "One of: junior, mid, senior, lead.",
            "timeZone": "Expected text.",
            "availability[0].colour": "Unknown.",
            "availability[0].weekday": "At most 6.",
            "availability[0].start": "Must not state a time zone.",
            "availability[0].end": "Not a time of day such as 09:30:00.",
            "availability[1]": "Expected an object.",
            "capacity": "At least 0.",
        }


@pytest.mark.parametrize("operation", named(WITH_BODY))
class TestEveryBody:
    async def test_that_nests_too_deep_is_refused_before_it_costs_anything(
        self, world: World, operation: Operation
    ) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        for nested in SHAPES.values():
            response = await say(world, operation, ids, content=nested)
            assert problem_of(response) == (400, "BODY_MALFORMED")
        shallow = await say(world, operation, ids, content=b'{"unknown":' + b"[" * 63 + b"]" * 63 + b"}")
        assert problem_of(shallow) == (400, "BODY_INVALID")

    async def test_states_every_member_once(self, world: World, operation: Operation) -> None:
        """Also where both say the same, and where one is spelled with escapes."""
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        good = operation.good_body(world)
        assert operation.body is not None
        for field in structs.fields(operation.body):
            name = field.encode_name
            value = json.dumps(good.get(name))
            rest = "".join(f", {json.dumps(other)}: {json.dumps(good[other])}" for other in good if other != name)
            for again in (name, f"\\u{ord(name[0]):04x}{name[1:]}"):
                body = f'{{"{name}": {value}, "{again}": {value}{rest}}}'.encode()
                response = await say(world, operation, ids, content=body)
                assert problem_of(response) == (400, "BODY_MALFORMED")
                assert response.json()["error"]["details"] == {name: "Stated more than once."}

    async def test_is_json_in_utf_8_and_says_so(self, world: World, operation: Operation) -> None:
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        body = json.dumps(operation.good_body(world)).encode()
        for media_type in MEDIA_TYPES:
            headers = {"Content-Type": media_type or ""}
            response = await say(world, operation, ids, content=body, headers=headers)
            assert problem_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE"), media_type
        twice = [("Content-Type", "application/json"), ("Content-Type", "application/json")]
        bearer = ("Authorization", f"Bearer {world.actor.user_id}/1")
        url = f"/api/v1{operation.url(ids)}"
        stated = [bearer, *operation.headers().items(), *twice]
        response = await world.api.client.request(operation.method, url, content=body, headers=stated)
        assert problem_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")

    async def test_that_is_wrong_all_over_is_refused_in_few_words(self, world: World, operation: Operation) -> None:
        """However many mistakes there are: naming half a million of them took ten seconds."""
        await world.settle(Role.ADMIN)
        ids = await world.own(operation.name)
        assert operation.body is not None
        many = 20_000
        bodies: list[dict[str, Any]] = [{str(number): 1 for number in range(many)}]
        bodies += [{field.encode_name: [1] * many} for field in structs.fields(operation.body)]
        raw = [json.dumps(body).encode() for body in bodies]
        raw += [b'{"a":[' + b",".join([piece] * many) + b"]}" for piece in (b"1e400", b'"\\ud800"')]
        for body in raw:
            response = await say(world, operation, ids, content=body)
            assert response.status_code == 400
            assert 1 <= len(response.json()["error"]["details"]) <= MOST_NAMED


def problem_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]
