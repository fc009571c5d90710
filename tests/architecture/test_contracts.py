"""Every import contract of pyproject.toml breaks when somebody breaks it."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT, SRC

CONTRACTS: dict[str, dict[str, Any]] = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}

BROKEN = [
    ("layers", {"domain/planted.py": "import application"}),
    ("layers", {"application/planted.py": "import adapters"}),
    ("layers", {"adapters/planted.py": "import entrypoints"}),
    ("contexts", {"domain/desk/planted.py": "import domain.identity"}),
    ("contexts", {"application/desk/planted.py": "import application.identity"}),
    ("contexts", {"application/notifications/planted.py": "import domain.desk.ticket"}),
    (
        "contexts",
        {
            "domain/shared/planted.py": "import domain.desk",
            "domain/identity/planted.py": "import domain.shared.planted",
        },
    ),
    ("adapters", {"adapters/planted/__init__.py": "", "adapters/other/__init__.py": "import adapters.planted"}),
    ("container", {"adapters/planted/__init__.py": "", "entrypoints/http/planted.py": "import adapters.planted"}),
    ("doors", {"entrypoints/http/planted.py": "import entrypoints.cli"}),
    ("doors", {"entrypoints/worker/planted.py": "import entrypoints.http"}),
]

KEPT = [
    ("contexts", {"application/notifications/planted.py": "import domain.desk.events"}),
    ("contexts", {"application/desk/planted.py": "import domain.shared"}),
    ("container", {"adapters/planted/__init__.py": "", "entrypoints/container/planted.py": "import adapters.planted"}),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the source in which a test may plant what it likes."""
    shutil.copytree(SRC, tmp_path, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    return tmp_path


def plant(house: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (house / name).parent.mkdir(exist_ok=True)
        (house / name).write_text(f"{text}\n")


def lint(house: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        str(ROOT / "pyproject.toml"),
    ]
    for contract in contracts:
        command += ["--contract", contract]
    environment = {**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"}
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool


def test_the_source_keeps_every_contract(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in result.stdout


@pytest.mark.parametrize(
    ("contract", "files"), BROKEN, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_a_planted_violation_breaks(house: Path, contract: str, files: dict[str, str]) -> None:
    plant(house, files)
    result = lint(house, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in result.stdout


@pytest.mark.parametrize(
    ("contract", "files"), KEPT, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_what_is_allowed_is_kept(house: Path, contract: str, files: dict[str, str]) -> None:
    plant(house, files)
    result = lint(house, contract)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_is_tried() -> None:
    assert {contract for contract, _ in BROKEN} == set(CONTRACTS)


def test_every_context_stands_in_the_contract() -> None:
    contexts = {
        f"{layer}.{folder.name}"
        for layer in ("domain", "application")
        for folder in (SRC / layer).iterdir()
        if (folder / "__init__.py").exists() and folder.name != "shared"
    }
    assert contexts <= set(CONTRACTS["contexts"]["modules"])


def test_every_entry_point_stands_in_the_contract() -> None:
    doors = {
        f"entrypoints.{folder.name}"
        for folder in (SRC / "entrypoints").iterdir()
        if (folder / "__init__.py").exists() and folder.name != "container"
    }
    assert doors <= set(CONTRACTS["doors"]["modules"])
