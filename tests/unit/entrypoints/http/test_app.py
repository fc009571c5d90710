import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar, get
from msgspec.structs import replace as changed

from entrypoints.http.app import create_app
from entrypoints.http.policy import PUBLIC, PolicyMissing, require_policies
from tests.support.api import as_house, connected
from tests.support.house import SmallHouse


class TestCreateApp:
    async def test_opens_a_house_of_its_own(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("SHELF", "memory")
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setattr("entrypoints.http.app.configure_logging", lambda _: None)
        app = create_app()
        async with app.lifespan(), connected(app) as client:
            assert (await client.get("/health/ready")).status_code == 200

    async def test_runs_the_jobs_where_the_settings_say_so(self) -> None:
        house, running = SmallHouse(), asyncio.Event()

        async def work() -> None:
            running.set()
            try:
                await asyncio.Event().wait()
            finally:
                running.clear()

        given = as_house(house)
        settings = changed(house.settings, embedded_worker=True)
        app = create_app(replace(given, settings=settings, engine=replace(given.engine, run_worker=work)))
        async with app.lifespan():
            await asyncio.wait_for(running.wait(), 5)
        assert not running.is_set()

    @pytest.mark.parametrize("runs_worker", [True, False])
    async def test_hears_of_changes_as_long_as_it_serves(self, *, runs_worker: bool) -> None:
        house, following = SmallHouse(), asyncio.Event()

        async def follow() -> None:
            following.set()
            try:
                await asyncio.Event().wait()
            finally:
                following.clear()

        given = as_house(house)
        settings = changed(house.settings, embedded_worker=runs_worker)
        app = create_app(replace(given, settings=settings, engine=replace(given.engine, follow_changes=follow)))
        async with app.lifespan():
            await asyncio.wait_for(following.wait(), 5)
        assert not following.is_set()


class TestPolicies:
    def test_a_route_without_one_does_not_start(self) -> None:
        @get("/open", policy=PUBLIC)
        async def stated() -> None: ...

        @get("/secret")
        async def forgotten() -> None: ...

        with pytest.raises(PolicyMissing, match=r"^No policy: GET /secret$"):
            require_policies(Litestar([stated, forgotten], openapi_config=None))
