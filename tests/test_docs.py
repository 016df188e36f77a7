"""The documentation cannot go stale: the reference is the program's own, and every example in it runs."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import dragoman
from dragoman.cli.commands import dragoman as program
from dragoman.cli.reference import reference

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
# What a reader is shown to run: lines after "$ " in a console block, and the indented lines below "Examples:".
# Training and benchmarks, which take long, are called otherwise.
_PROGRAM = re.compile(r"(?:^|\| )dragoman ")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_HELP_EXAMPLES = re.compile(r"^ *Examples:\n((?:^ {4}\S.*\n)+)", re.MULTILINE)


def commands(page: Path) -> list[str]:
    """What a page shows to run, block by block: the lines of one block go on from one another."""
    text = page.read_text(encoding="utf-8")
    blocks = [
        [line[2:] for line in block.splitlines() if line[:2] == "$ "]
        for kind, block in _BLOCK.findall(text)
        if kind == "console"
    ]
    blocks += [[line.strip() for line in examples.splitlines()] for examples in _HELP_EXAMPLES.findall(text)]
    return ["\n".join(block) for block in blocks if any(_PROGRAM.search(line) for line in block)]


def scripts(page: Path) -> list[tuple[str, list[str]]]:
    """The Python blocks of a page, joined, since a later one goes on with the names of an earlier one.

    With them the lines that the page says they print: those of a text block right after a Python block.
    """
    blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
    code = "\n".join(block for kind, block in blocks if kind == "python")
    printed = [after for before, after in pairwise(blocks) if (before[0], after[0]) == ("python", "text")]
    return [(code, [line for _, block in printed for line in block.splitlines() if line])] if code else []


EXAMPLES = [
    pytest.param(block, id=f"{page.name}-{block.splitlines()[0]}") for page in PAGES for block in commands(page)
]
SCRIPTS = [pytest.param(*script, id=page.name) for page in PAGES for script in scripts(page)]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a reader who has installed the program: it is the first on the path."""
    program = tmp_path / "bin" / "dragoman"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dragoman "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}


def test_reference_is_what_the_program_prints() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "print it anew with: make docs"


@pytest.mark.parametrize("block", EXAMPLES)
def test_examples_run(block: str, tmp_path: Path, environment: dict[str, str]) -> None:
    # /tmp is where a reader's files go; here they go where nobody else's are.
    script = f"set -eo pipefail\n{block}".replace("/tmp/", f"{tmp_path}/")
    before = {path for path in (ROOT / "examples").rglob("*") if path.is_file()}
    ended = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    for name in re.findall(rf"{re.escape(str(tmp_path))}/[\w.]+", script):
        assert Path(name).stat().st_size > 0
    assert {path for path in (ROOT / "examples").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("script", "printed"), SCRIPTS)
def test_python_example_prints_what_the_page_says(
    script: str, printed: list[str], tmp_path: Path, environment: dict[str, str]
) -> None:
    script = script.replace("/tmp/", f"{tmp_path}/")
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert [line for line in printed if line not in ended.stdout] == []


def test_every_command_has_an_example() -> None:
    shown = "\n".join(commands(ROOT / "docs" / "cli.md"))
    assert {name for name in program.commands if f"dragoman {name} " not in shown} == set()


@pytest.mark.parametrize("gold", list(dragoman.read_jsonl(ROOT / "examples" / "gold.jsonl")), ids=lambda gold: gold.id)
def test_example_page_is_read_as_its_gold_says(gold: dragoman.Article) -> None:
    article = dragoman.read(ROOT / gold.id)
    assert (article.title, article.date, article.text) == (gold.title, gold.date, gold.text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
