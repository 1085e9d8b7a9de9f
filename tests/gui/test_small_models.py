"""Settings, tables, cards and time spans: none of them needs a window."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from opsim import simulate
from opsim.gui.models.cards import cards, change
from opsim.gui.models.goals import goal_rows
from opsim.gui.models.grid import Cell, Grid
from opsim.gui.models.session import Runs
from opsim.gui.models.settings import Settings, load_settings, save_settings, settings_file
from opsim.gui.models.timespan import Timespan
from opsim.gui.models.upkeep import verdict
from opsim.results.run import Run
from opsim.scenario import read

from .conftest import BAKERY

HOUR = 3_600_000.0


def test_settings_come_back():
    save_settings(Settings(theme="dark", recent=["/a.yaml"]))
    assert load_settings() == Settings(theme="dark", recent=["/a.yaml"])


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "\x00", '{"theme":' * 50])
def test_settings_that_cannot_be_read_are_set_aside(text: str):
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(text)
    assert load_settings() == Settings()
    assert settings_file().with_suffix(".broken").read_text() == text


def test_wrong_entries_are_replaced_by_defaults():
    settings_file().parent.mkdir(parents=True)
    found = {"theme": "pink", "text_size": 7, "recent": ["a", 3, "b\0"], "last_results": {"x": 1}, "new": True}
    settings_file().write_text(json.dumps(found))
    assert load_settings() == Settings(recent=["a"])


def test_recent_files_are_each_listed_once_newest_first():
    settings = Settings()
    for name in ("a", "b", "a", *"cdefghij"):
        settings.remember_file(Path(f"/{name}"))
    assert settings.recent == ["/j", "/i", "/h", "/g", "/f", "/e", "/d", "/c"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1"])
def test_no_cell_of_a_saved_table_is_a_formula(text: str):
    grid = Grid((text, "x"), ((Cell(text), Cell("−3", value=-3)),))
    rows = list(csv.reader(io.StringIO(grid.as_csv())))
    assert all(row[0][0] == "'" or row[0].startswith("  ") for row in rows)
    assert rows[1][1] == "-3"


def test_chosen_rows_are_copied_with_the_headings():
    grid = Grid(("Item", "Units"), tuple((Cell(name), Cell(str(n), value=n)) for n, name in enumerate("abc")))
    assert grid.as_text([0, 2]).split("\r\n") == ["Item\tUnits", "a\t0", "c\t2", ""]


@pytest.mark.parametrize(
    ("now", "before", "unit", "better", "expected"),
    [
        (12_000.0, 10_000.0, "EUR", "up", ("▲ +2,000 EUR", "good")),
        (10_000.0, 12_000.0, "EUR", "up", ("▼ −2,000 EUR", "bad")),
        (10.0, 12.0, "h", "down", ("▼ −2 h", "good")),
        (0.95, 0.90, "share", "up", ("▲ +5.0 points", "good")),
        (5.0, 5.0, "h", "down", ("= unchanged", "")),
        (5.0, float("nan"), "h", "down", ("", "")),
        (2.0, 1.0, "ratio", "", ("▲ +1 ratio", "")),
    ],
)
def test_a_change_says_how_much_and_whether_it_is_good(now, before, unit, better, expected):
    assert change(now, before, unit, better) == expected


def test_zooming_keeps_the_moment_under_the_mouse():
    span = Timespan(10 * HOUR, 30 * HOUR, 100 * HOUR).zoomed(0.5, around=14 * HOUR)
    assert span.window == (12 * HOUR, 22 * HOUR)


@pytest.mark.parametrize(
    "step", [lambda s: s.moved(-9), lambda s: s.moved(9), lambda s: s.zoomed(99), lambda s: s.zoomed(1e-9)]
)
def test_a_span_never_leaves_the_run_nor_shrinks_to_nothing(step):
    span = step(Timespan(10 * HOUR, 30 * HOUR, 100 * HOUR))
    assert 0 <= span.low < span.high <= 100 * HOUR
    assert span.length >= HOUR / 4 - 1


def test_a_run_of_no_length_has_a_span():
    assert Timespan.first(0.0, HOUR).inside().low == 0


def stuck_at_once() -> Run:
    """A bakery whose lots never come to an end: it may have one on the floor only."""
    firm = read(BAKERY.replace("horizon: 8 weeks", "horizon: 8 weeks\n  wip_limit: 1"))
    return simulate(firm, seed=1)


def test_a_run_that_stopped_early_is_compared_with_nothing_and_meets_no_goal():
    whole, stopped_early = simulate(read(BAKERY), seed=1), stuck_at_once()
    assert stopped_early.partial
    runs = Runs()
    for run in (whole, stopped_early):
        runs.add(run, None)
    assert runs.baseline is None
    assert {card.change for card in cards(stopped_early, whole)} == {"until it stopped"}
    assert not any(row.met for row in goal_rows(stopped_early))
    runs.add(whole, None)
    assert runs.baseline is whole


def test_a_run_that_ended_within_its_warm_up_says_that_nothing_was_measured():
    firm = read(BAKERY.replace("horizon: 8 weeks", "horizon: 8 weeks\n  warm_up: 7 weeks\n  wip_limit: 1"))
    assert verdict(simulate(firm, seed=1)) == "The run ended before the warm-up was over; nothing was measured."
