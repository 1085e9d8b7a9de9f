"""No reference case is forgotten."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path


def test_every_case_is_run_here_or_its_absence_is_explained(case_ids):
    here = Path(__file__).parent
    texts = [file.read_text(encoding="utf-8") for file in sorted(here.rglob("*")) if file.suffix in {".py", ".yaml"}]
    named = {name for text in texts for name in re.findall(r"\b[A-Z]-[\w*-]*[\w*]", text)}
    assert [case for case in case_ids if not any(fnmatch(case, name) for name in named)] == []


#: Areas of which every case is in the README's table, with a figure or a formula.
AREAS = ("1-queues", "2-lines", "3-scheduling", "5-quality", "6-maintenance")


def test_the_table_in_the_readme_has_every_case_of_the_floor(areas):
    lines = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8").splitlines()
    rows = {name: line for line in lines if line.startswith("| ") for name in re.findall(r"\(`([A-Z]-[^`]+)`\)", line)}
    wanted = [case for case, area in areas.items() if area in AREAS]
    assert [case for case in wanted if case not in rows or "not expressed" in rows[case]] == []
    agreeing = [re.search(r"(\d+) of (\d+)", rows[case]) for case in wanted]
    assert all(found.group(1) == found.group(2) for found in agreeing if found)
