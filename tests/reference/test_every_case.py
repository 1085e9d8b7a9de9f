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
