"""The domain computes, the application orchestrates; neither knows who serves them."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.source import SRC, imported, parsed

IMPURE = {"asyncio", "os", "pathlib", "random", "secrets", "socket", "subprocess", "threading", "time"}
ALLOWED = {
    "domain": sys.stdlib_module_names - IMPURE | {"domain"},
    "application": sys.stdlib_module_names | {"domain", "application", "msgspec"},
}


def strangers(folder: Path, allowed: set[str] | frozenset[str]) -> list[str]:
    return [
        f"{path.relative_to(folder)} imports {package}"
        for path, tree in parsed(folder)
        for package in imported(tree)
        if package not in allowed
    ]


def coroutines(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)}:{node.lineno} {node.name}"
        for path, tree in parsed(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("layer", ALLOWED)
def test_a_layer_imports_what_it_may(layer: str) -> None:
    assert strangers(SRC / layer, ALLOWED[layer]) == []


def test_the_domain_waits_for_nothing() -> None:
    assert coroutines(SRC / "domain") == []


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        ("domain", "import msgspec"),
        ("domain", "from msgspec.json import decode"),
        ("domain", "def now():\n    import time"),
        ("domain", "import secrets as chance"),
        ("application", "import litestar.di"),
        ("application", "from sqlalchemy import select"),
        ("application", "if True:\n    import procrastinate"),
    ],
)
def test_a_planted_stranger_is_seen(tmp_path: Path, layer: str, text: str) -> None:
    (tmp_path / "planted.py").write_text(text)
    assert len(strangers(tmp_path, ALLOWED[layer])) == 1


def test_a_planted_coroutine_is_seen(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("class Ticket:\n    async def assign(self): ...\n")
    assert coroutines(tmp_path) == ["planted.py:2 assign"]
