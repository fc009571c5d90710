"""The lock files fit pyproject.toml and each other, and name no place to download from."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import pairwise

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT, SRC, imported, parsed

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FILES = ["run.txt", "dev.txt", "bench.txt", "uv.txt"]
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def text_of(file: str) -> str:
    return (ROOT / "requirements" / file).read_text()


def pins(file: str) -> dict[str, str]:
    return dict(PIN.findall(text_of(file)))


def missing(requirements: list[str], file: str) -> list[str]:
    """Requirements that the file does not pin, or pins outside what is asked for."""
    pinned = pins(file)
    asked = {canonicalize_name(one.name): one for one in map(Requirement, requirements)}
    return [str(one) for name, one in asked.items() if name not in pinned or pinned[name] not in one.specifier]


@pytest.mark.parametrize("file", FILES)
def test_a_lock_names_no_address(file: str) -> None:
    assert re.findall(r"://|--?(?:index|extra-index|find-links|f |i )\S*| @ |file:", text_of(file)) == []


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_hashes(file: str) -> None:
    lines = text_of(file).splitlines()
    bare = [line for line, following in pairwise(lines) if PIN.match(line) and "--hash=sha256:" not in following]
    assert pins(file)
    assert bare == []


def test_run_pins_what_serving_asks_for() -> None:
    project = PROJECT["project"]
    assert missing(project["dependencies"] + project["optional-dependencies"]["embedded"], "run.txt") == []


def test_dev_pins_what_testing_asks_for() -> None:
    groups = PROJECT["dependency-groups"]
    assert missing(groups["test"] + groups["quality"], "dev.txt") == []


def test_dev_holds_all_of_run() -> None:
    assert pins("run.txt").items() <= pins("dev.txt").items()


def test_a_stale_lock_is_seen() -> None:
    assert missing(["litestar>=99", "no-such-package"], "run.txt") == ["litestar>=99", "no-such-package"]


def test_serving_imports_what_serving_installs() -> None:
    """What only the tests bring would be missing where nobody tests."""
    providers = packages_distributions()
    own = {folder.name for folder in SRC.iterdir()}
    packages = {package for _, tree in parsed(SRC) for package in imported(tree)} - sys.stdlib_module_names - own
    installed = {canonicalize_name(name) for package in packages for name in providers.get(package, [package])}
    assert installed - pins("run.txt").keys() == set()
