"""Words that say nothing are not used for files, folders and classes (CONTRIBUTING.md)."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import SRC, parsed

EMPTY = re.compile(r"utils?|helpers?|common|misc|managers?|base|impl|handlers?|services?")
CAPITALISED_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")


def says_nothing(name: str) -> bool:
    """True for `ticket_utils`, `TicketManager`, `BaseTicket` and `ITicket`; `common_passwords` says what they are."""
    words = [word.lower() for part in name.split("_") for word in (CAPITALISED_WORD.findall(part) or [part])]
    return bool(EMPTY.fullmatch(words[-1])) or words[0] == "base" or bool(re.match(r"I[A-Z][a-z]", name))


def empty_names(folder: Path) -> list[str]:
    paths = [path for path in folder.rglob("*") if path.suffix == ".py" or path.is_dir()]
    files = [str(path.relative_to(folder)) for path in sorted(paths) if says_nothing(path.stem)]
    classes = [
        f"{path.relative_to(folder)}: {node.name}"
        for path, tree in parsed(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and says_nothing(node.name)
    ]
    return files + classes


def test_every_name_says_something() -> None:
    assert empty_names(SRC) == []


@pytest.mark.parametrize(
    "name", ["utils", "ticket_helpers", "base_ticket", "TicketManager", "BaseTicket", "ITicket", "MailerImpl"]
)
def test_says_nothing_sees_empty_words(name: str) -> None:
    assert says_nothing(name)


@pytest.mark.parametrize(
    "name",
    ["database", "CommonPasswords", "IPRange", "Invalid", "Identity", "TicketCard", "when_ticket_assigned", "__init__"],
)
def test_says_nothing_leaves_other_words_alone(name: str) -> None:
    assert not says_nothing(name)


def test_planted_names_are_seen(tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "ticket_utils.py").write_text("class TicketService: ...\n")
    assert empty_names(tmp_path) == ["common", "ticket_utils.py", "ticket_utils.py: TicketService"]
