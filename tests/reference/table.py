"""Write what the reference tests expect and find: README's table of proofs, and every figure in `proofs.md`.

    python tests/reference/table.py [--slow]

Runs the tests of this folder and of `tests/theory`, short or (`--slow`) as long as the reference cases ask, and puts
what they measured between the marks in README.md. Titles of cases come from the folder of reference data.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
ALL = HERE / "proofs.md"
CASES = HERE.parents[1].parent / "shared" / "reference" / "cases.yaml"
BEGIN, END = "<!-- proofs: written by tests/reference/table.py -->", "<!-- end of proofs -->"
#: Area of the reference cases -> heading; these have to be proved one and all.
FLOOR = {
    "1-queues": "Queues", "2-lines": "Lines", "3-scheduling": "Scheduling", "5-quality": "Quality",
    "6-maintenance": "Maintenance",
}  # fmt: skip
REST = {
    "4-inventory": "Inventory", "9-service": "Service", "10-finance": "Finance", "11-littlefield": "The teaching game",
}  # fmt: skip


@dataclass(eq=False)
class Proofs:
    """What the tests have noted; a plugin of pytest."""

    figures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    formulas: dict[str, int] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what one test has noted, and whether it passed."""
        if report.when != "call":
            return
        for name, text in report.user_properties:
            row = json.loads(str(text))
            if name == "formula" and report.passed:
                self.formulas[row["case"]] = row["values"]
            elif name == "proof" and row["case"]:
                self.figures.setdefault(row["case"], []).append(row | {"passed": report.passed})


def measured(arguments: list[str]) -> Proofs:
    """Run the tests and return what they noted."""
    proofs = Proofs()
    pytest.main(["-q", "-p", "no:cacheprovider", str(HERE), str(HERE.parent / "theory"), *arguments], [proofs])
    return proofs


def of_area(area: str) -> dict[str, str]:
    """Return the cases of an area with their titles."""
    cases = YAML(typ="safe", pure=True).load(CASES.read_text(encoding="utf-8"))["cases"]
    return {case["id"]: in_short(case["title"]) for case in cases if case["area"] == area}


def in_short(title: str, most: int = 70) -> str:
    """Return a title, without its last remarks where it is long."""
    while (len(title) > most or title.count("(") > title.count(")")) and (cut := _last_break(title)) > 0:
        title = title[:cut]
    return title


def _last_break(title: str) -> int:
    return max(title.rfind(mark) for mark in (": ", "; ", " (", ", "))


def number(value: float) -> str:
    """Return a number with five figures."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.5g}"


def simulated(row: dict[str, Any]) -> str:
    """Return what was found, with its interval, or that it is exact."""
    if row["error"]:
        return f"{number(row['mean'])} ± {2 * row['error']:.2g}"
    return "exactly" if number(row["mean"]) == number(row["expected"]) else number(row["mean"])


def off(row: dict[str, Any]) -> float:
    """Return how many standard errors a figure is away from what was expected; 0 where a share is allowed."""
    if "rel" in row:
        return 0.0
    error = (row["error"] ** 2 + (row.get("known_to", 0.0) / 1.96) ** 2) ** 0.5
    return abs(row["mean"] - row["expected"]) / error if row["error"] else 0.0


def named(row: dict[str, Any]) -> str:
    """Return a figure with the point at which it was looked at."""
    return f"{row['figure']} ({row['point']})" if row["point"] else row["figure"]


def first_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figure that stands for a case: the first with an interval, else the first."""
    return next((row for row in rows if row["error"]), rows[0])


def table(proofs: Proofs, titles: dict[str, str]) -> Iterator[str]:
    """Yield one line for each case."""
    yield "| case | figure | expected | simulated | figures that agree |"
    yield "|---|---|---|---|---|"
    for case, title in titles.items():
        rows, formula = proofs.figures.get(case, []), proofs.formulas.get(case, 0)
        texts = [f"{formula} by formula"] if formula else []
        if rows:
            agree = sum(row["passed"] for row in rows)
            worst = max(map(off, rows))
            share = max((row["rel"] for row in rows if row["error"] and "rel" in row), default=0.0)
            within = f", within {worst:.1f} SE" if worst else f", within {share:.1%}" if share else ""
            texts.insert(0, f"{agree} of {len(rows)}{within}")
            first = first_of(rows)
            shown = f"{named(first)} | {number(first['expected'])} | {simulated(first)}"
        else:
            shown = "by formula only | | |" if formula else "not expressed | | |"
            shown = shown.removesuffix(" |")
        yield f"| {title} (`{case}`) | {shown} | {'; '.join(texts)} |"


def every_figure(proofs: Proofs) -> Iterator[str]:
    """Yield the whole list: every figure of every case."""
    yield "# Every figure that the reference tests compare"
    yield ""
    yield "Written by `tests/reference/table.py`; ± is two standard errors, and off counts standard errors."
    for area, heading in {**FLOOR, **REST}.items():
        yield from ("", f"## {heading}", "", "| case | figure | expected | simulated | off |", "|---|---|---|---|---|")
        for case in of_area(area):
            for row in proofs.figures.get(case, []):
                away = f"{off(row):.1f}" if row["error"] else ""
                verdict = "" if row["passed"] else " **fails**"
                yield f"| `{case}` | {named(row)} | {number(row['expected'])} | {simulated(row)} | {away}{verdict} |"


def section(proofs: Proofs) -> Iterator[str]:
    """Yield what stands between the marks in the README."""
    yield BEGIN
    for area, heading in FLOOR.items():
        yield from ("", f"**{heading}**", "", *table(proofs, of_area(area)))
    for area, heading in REST.items():
        known = {case: title for case, title in of_area(area).items() if case in proofs.figures}
        yield from ("", f"**{heading}**, a selection", "", *table(proofs, known))
    yield from ("", END)


def main() -> None:
    """Measure, and write both tables."""
    if not CASES.is_file():
        sys.exit("the reference cases (../shared/reference beside the project) are not here")
    proofs = measured(sys.argv[1:])
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    README.write_text(before + "\n".join(section(proofs)) + rest.split(END)[1], encoding="utf-8")
    ALL.write_text("\n".join(every_figure(proofs)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
