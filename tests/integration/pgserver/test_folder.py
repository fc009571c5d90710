import logging
import os
import stat
from pathlib import Path

import pytest

from adapters.pgserver.folder import ROOTS_PLACE, FolderUnfit, folder_for, make_folder


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1_000)


@pytest.fixture
def closed(scratch_folder: Path) -> Path:
    folder = scratch_folder / "closed"
    folder.mkdir(mode=0o700)
    return folder


class TestFolderFor:
    @pytest.mark.usefixtures("as_somebody")
    def test_is_the_preferred_for_an_ordinary_user(self, closed: Path) -> None:
        assert folder_for(closed / "data") == closed / "data"

    @pytest.mark.usefixtures("as_root")
    def test_is_the_preferred_for_root_where_others_can_reach_it(self, scratch_folder: Path) -> None:
        assert folder_for(scratch_folder / "not" / "there" / "yet") == scratch_folder / "not" / "there" / "yet"

    @pytest.mark.usefixtures("as_root")
    @pytest.mark.parametrize("below", [".", "data", "some/data"])
    def test_is_another_for_root_where_others_cannot(
        self, closed: Path, below: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            folder = folder_for(closed / below)
        assert folder.parent == ROOTS_PLACE
        assert str(closed) in caplog.text
        assert str(folder) in caplog.text
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    @pytest.mark.usefixtures("as_root")
    def test_is_the_same_at_every_start_and_different_for_different_wishes(self, closed: Path) -> None:
        assert folder_for(closed / "one") == folder_for(closed / "one")
        assert folder_for(closed / "one") != folder_for(closed / "two")

    @pytest.mark.usefixtures("as_root")
    def test_is_absolute(self, scratch_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(scratch_folder)
        assert folder_for(Path("data")) == scratch_folder / "data"


class TestMakeFolder:
    def test_lets_others_through_to_what_it_makes_and_leaves_the_rest(self, closed: Path) -> None:
        before = os.umask(0o077)
        try:
            make_folder(closed / "between" / "data", mode=0o700)
        finally:
            os.umask(before)
        modes = [
            stat.S_IMODE(path.stat().st_mode) for path in (closed, closed / "between", closed / "between" / "data")
        ]
        assert modes == [0o700, 0o755, 0o700]

    def test_refuses_what_is_no_folder(self, closed: Path) -> None:
        (closed / "file").touch()
        for folder in (closed / "file", closed / "file" / "below"):
            with pytest.raises(FolderUnfit, match=str(folder)):
                make_folder(folder, mode=0o700)

    def test_refuses_what_it_may_not_write_to(self, closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(FolderUnfit, match=str(closed)):
            make_folder(closed, mode=0o700)
