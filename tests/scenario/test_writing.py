"""A scenario written out anew says the same."""

from __future__ import annotations

import pytest

from opsim.scenario import Scenario, load, read
from opsim.scenario.library import bundled
from opsim.scenario.writing import text_of


@pytest.mark.parametrize("file", bundled(), ids=lambda file: file.stem)
def test_every_bundled_scenario_reads_back(file) -> None:
    scenario = load(file)
    assert read(text_of(scenario)).plain == scenario.plain
    assert read(text_of(scenario.revised({}))).plain == scenario.plain


def test_everything_that_a_scenario_can_say_reads_back(joinery: Scenario) -> None:
    assert read(text_of(joinery)).plain == joinery.plain


def test_sections_stand_on_lines_of_their_own() -> None:
    lines = text_of(load("first-shop")).splitlines()
    assert "clock:" in lines
    assert "currency: EUR" in lines
    assert any(line.startswith("  - {path: ") for line in lines)
