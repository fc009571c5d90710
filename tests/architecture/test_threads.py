"""Nothing on the way of a request hops into a thread: each hop costs more than the handler itself."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import SRC, parsed


def sent_to_threads(folder: Path) -> list[str]:
    """Calls with `sync_to_thread=True`, and guards that are not `async def`, which Litestar runs in a thread."""
    trees = list(parsed(folder))
    synchronous = {node.name for _, tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return [
        f"{path.relative_to(folder)}:{keyword.value.lineno} {ast.unparse(keyword.value)}"
        for path, tree in trees
        for keyword in ast.walk(tree)
        if isinstance(keyword, ast.keyword)
        and (_sync_to_thread(keyword) or (keyword.arg == "guards" and _mentions(keyword.value, synchronous)))
    ]


def _sync_to_thread(keyword: ast.keyword) -> bool:
    return keyword.arg == "sync_to_thread" and not (
        isinstance(keyword.value, ast.Constant) and keyword.value.value is False
    )


def _mentions(value: ast.expr, names: set[str]) -> bool:
    return any(
        isinstance(node, ast.Lambda)
        or (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.Attribute) and node.attr in names)
        for node in ast.walk(value)
    )


def test_http_stays_on_the_event_loop() -> None:
    assert sent_to_threads(SRC / "entrypoints" / "http") == []


@pytest.mark.parametrize(
    "text",
    [
        "@get('/', sync_to_thread=True)\ndef read(): ...",
        "def staff(connection, handler): ...\n@get('/', guards=[staff])\nasync def read(): ...",
        "@get('/', guards=[lambda connection, handler: None])\nasync def read(): ...",
    ],
)
def test_a_planted_thread_is_seen(tmp_path: Path, text: str) -> None:
    (tmp_path / "planted.py").write_text(text)
    assert len(sent_to_threads(tmp_path)) == 1


def test_what_stays_on_the_loop_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(
        "async def staff(connection, handler): ...\n@get('/', guards=[staff])\nasync def read(): ...\n"
        "@get('/', sync_to_thread=False)\ndef look(): ..."
    )
    assert sent_to_threads(tmp_path) == []
