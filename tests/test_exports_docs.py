"""The block of R in docs/analysis.md runs, where R is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import dragoman
from dragoman.exports import export

ROOT = Path(__file__).parents[1]


def test_block_of_r_runs_and_draws(tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed here: apt-get install r-base-core")
    for format, name in (("dyads", "dyads.csv"), ("polecat", "polecat.txt")):
        export(dragoman.read_jsonl(ROOT / "examples" / "gold.jsonl"), format, tmp_path / name)
    (block,) = re.findall(
        r"^```r\n(.*?)^```", (ROOT / "docs" / "analysis.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    script = tmp_path / "analysis.R"
    script.write_text(block.replace("/tmp/", f"{tmp_path}/"), encoding="utf-8")
    ended = subprocess.run(["Rscript", script], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "(Intercept)" in ended.stdout
    assert "SANCTION" in ended.stdout
    assert (tmp_path / "r.png").stat().st_size > 0
