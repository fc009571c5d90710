import json
import re
import signal
import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import CommandLine, Running, Typed

READY = r"TixGenius serves (http://[^ ]+) · docs (http://[^ ]+)"


def free_port() -> str:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return str(holder.getsockname()[1])


@pytest.fixture
def embedded(scratch_folder: Path, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path, DATA_DIR=str(scratch_folder / "data"), PORT=free_port())


def address_of(server: Running) -> str:
    return server.wait_for(READY)[1]


def post(url: str, body: dict[str, Any], token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        return json.load(answer)["data"]


class TestServe:
    def test_brings_its_own_database_and_admin_and_keeps_both(self, embedded: CommandLine) -> None:
        with embedded.running("serve") as server:
            address = address_of(server)
            email = server.wait_for(r"First admin: (\S+)")[1]
            password = server.wait_for(r"Password: +(\S+)")[1]
            token = post(f"{address}/api/v1/auth/login", {"email": email, "password": password})["accessToken"]
            ticket = {"title": "It stays", "description": "Even after a restart."}
            number = post(f"{address}/api/v1/tickets", ticket, token)["number"]
            with urllib.request.urlopen(f"{address}/health/ready", timeout=30) as ready:  # noqa: S310 - as above
                assert ready.status == 200
                assert ready.headers["server"] is None
            assert server.stop() == 0
        with embedded.running("serve") as server:
            address = address_of(server)
            assert "Password" not in server.said()
            token = post(f"{address}/api/v1/auth/login", {"email": email, "password": password})["accessToken"]
            assert post(f"{address}/api/v1/tickets", ticket, token)["number"] == number + 1
            assert server.stop(signal.SIGINT) == 0

    def test_says_when_its_address_is_taken(self, typed: Typed) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])
            done = typed("serve", "--port", port, SHELF="memory")
        assert done.code == 1
        assert done.err == (
            f"tixgenius: Port {port} on 127.0.0.1 is in use already. Choose others with --port and --host.\n"
        )

    def test_serves_with_many_processes(self, cli: CommandLine) -> None:
        with cli.running("serve", "--workers", "2", "--port", free_port()) as server:
            address = address_of(server)
            assert post(f"{address}/api/v1/auth/login", _first_admin(server))["accessToken"]
            assert server.stop() == 0

    def test_serves_from_memory_with_an_admin_of_the_callers_choice(self, tmp_path: Path) -> None:
        admin = {"email": "boss@example.com", "password": "A good long one 7"}
        settings = {"ADMIN_EMAIL": admin["email"], "ADMIN_PASSWORD": admin["password"]}
        with CommandLine(tmp_path, SHELF="memory", PORT=free_port(), **settings).running("serve") as server:
            assert post(f"{address_of(server)}/api/v1/auth/login", admin)["user"]["role"] == "admin"
            assert admin["password"] not in server.said()
            assert server.stop() == 0

    @pytest.mark.parametrize(
        ("name", "value"), [("ADMIN_PASSWORD", "weak"), ("ADMIN_EMAIL", "nobody"), ("PORT", "70000")], ids=str
    )
    def test_does_not_start_on_a_setting_that_will_not_do(self, typed: Typed, name: str, value: str) -> None:
        done = typed("serve", **{"SHELF": "memory", "PORT": free_port(), name: value})
        assert done.code == 1
        assert re.fullmatch(rf"tixgenius: {name}: .+\n", done.err)

    def test_does_not_start_without_its_database(self, typed: Typed) -> None:
        done = typed("serve", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", PORT=free_port())
        assert done.code == 1
        assert "Connection refused" in done.err
        assert "Traceback" not in done.err


class TestWorker:
    def test_works_until_it_is_told_to_stop(self, cli: CommandLine) -> None:
        with cli.running("worker") as worker:
            worker.wait_for("Working")
            assert worker.stop() == 0


def _first_admin(server: Running) -> dict[str, str]:
    return {"email": server.wait_for(r"First admin: (\S+)")[1], "password": server.wait_for(r"Password: +(\S+)")[1]}
