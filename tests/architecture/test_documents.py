"""What the documents say about the tree is so."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SRC

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/adr/*.md"))
MAPS = [ROOT / "README.md", ROOT / "docs/map.md"]
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
LONGEST_DECISION = 45

LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
QUOTED = re.compile(r"`([^`\s]+)`")
PATH = re.compile(
    r"(?:src|docs|tests|bench|requirements|\.ci|\.github)(?:/[\w.*<>-]+)*/?|pyproject\.toml|Makefile|\.env\.example"
)
PLACEHOLDER = re.compile(r"<[^>]*>")


def exists(path: str, root: Path = ROOT) -> bool:
    """Whether something is there; a <placeholder> stands for any name."""
    return bool(list(root.glob(PLACEHOLDER.sub("*", path).rstrip("/"))))


def trees(text: str) -> list[str]:
    """Every path in the ```text blocks: names at the start of a line, two spaces before what is said about them."""
    paths: list[str] = []
    for block in re.findall(r"```text\n(.*?)```", text, re.DOTALL):
        above = ""
        for line in filter(str.strip, block.splitlines()):
            names = line.strip().split("  ")[0].split()
            indented = line.startswith(" ")
            above = above if indented else names[0]
            paths += [f"{above}{name}" if indented else name for name in names]
    return paths


def quoted_paths(text: str) -> list[str]:
    """Every `path/of/ours` in the prose."""
    return [word for word in QUOTED.findall(text) if PATH.fullmatch(word)]


def section(text: str, name: str) -> str:
    return text.partition(f"## {name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not exists(link, document.parent)] == []


@pytest.mark.parametrize("document", MAPS, ids=lambda path: path.name)
def test_a_map_names_only_what_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = trees(text) + quoted_paths(text)
    assert named
    assert [path for path in named if not exists(path)] == []


def test_the_map_shows_every_package() -> None:
    shown = {path.rstrip("/") for path in trees((ROOT / "docs/map.md").read_text(encoding="utf-8"))}
    packages = {folder.relative_to(ROOT).as_posix() for folder in SRC.glob("*/*/") if (folder / "__init__.py").exists()}
    suites = {folder.relative_to(ROOT).as_posix() for folder in ROOT.glob("tests/*/") if list(folder.rglob("*.py"))}
    assert (packages | suites) - shown == set()


def test_the_map_of_the_desk_names_every_file_of_it_once() -> None:
    named = QUOTED.findall(section((ROOT / "docs/map.md").read_text(encoding="utf-8"), "The desk, feature by feature"))
    files = [file.stem for layer in ("domain", "application") for file in (SRC / layer / "desk").glob("[a-z]*.py")]
    shown = [name for name in named if "/" not in name and name != "queries"]
    assert sorted(shown) == sorted(files)


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:5] for path in DECISIONS] == [f"{number:04}-" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name[:4])
class TestDecision:
    def test_has_its_sections_on_one_page(self, decision: Path) -> None:
        lines = decision.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {decision.name[:4]}. ")
        assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == SECTIONS
        assert len(lines) <= LONGEST_DECISION

    def test_is_enforced_by_what_exists(self, decision: Path) -> None:
        enforced = section(decision.read_text(encoding="utf-8"), "Enforced by")
        assert quoted_paths(enforced) or re.search("convention|nothing yet", enforced, re.IGNORECASE)
        assert [path for path in quoted_paths(enforced) if not exists(path)] == []


def test_a_tree_is_read_with_its_folders() -> None:
    text = (
        "```text\nsrc/domain/    nouns\n  desk/ shared/  and so on\n  desk/<verb>_ticket.py  by verb\n\nREADME.md\n```"
    )
    assert trees(text) == [
        "src/domain/",
        "src/domain/desk/",
        "src/domain/shared/",
        "src/domain/desk/<verb>_ticket.py",
        "README.md",
    ]


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("src/domain/", True),
        ("src/<layer>/desk", True),
        ("src/domain/shop/", False),
        ("src/application/when_<event>.py", False),
    ],
)
def test_a_planted_path_is_seen(path: str, there: bool) -> None:  # noqa: FBT001 - a table
    assert exists(path) is there
