"""`opsim run` for people: tables, plots and a saved run."""

from __future__ import annotations

import pytest

import opsim.plots

SHORT = ("--until", "4 weeks")


def test_tables_show_key_figures_functions_and_digest(command):
    answer = command("run", "first-shop", *SHORT)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0] == "The candle shop: key figures (seed 1)"
    assert any(line.startswith("service.otif  ") and line.endswith(" %") for line in lines)
    total = next(line for line in lines if line.startswith("total "))
    assert total.count("100.0%") == 2
    assert "digest " in lines[-1]
    assert "invariants hold" in lines[-1]


def test_several_replications_show_how_sure_the_figures_are(command):
    answer = command("run", "first-shop", *SHORT, "--replications", "2")
    assert "2 replications, ± 95 %" in answer.out
    assert answer.out.splitlines()[1].split() == ["id", "key", "figure", "value", "±", "unit"]


@pytest.mark.parametrize("words", [[], ["--replications", "2"]], ids=["one", "several"])
def test_a_saved_run_reopens_as_the_first_run(command, tmp_path, words):
    file = tmp_path / "shop.opsim"
    answer = command("run", "first-shop", *SHORT, *words, "--save", str(file))
    assert (answer.code, answer.err) == (0, "")
    run = opsim.reopen(file)
    assert (run.scenario.id, run.seed, run.replication) == ("first-shop", 1, 0)
    assert run.digest == opsim.simulate(opsim.load("first-shop"), until=4 * 7 * 86_400_000).digest


def test_drawing_the_plots_changes_nothing_in_the_run(command, tmp_path):
    plain, drawn = (
        command("run", "first-shop", *SHORT, "--json", *words) for words in ([], ["--plots", str(tmp_path)])
    )
    assert drawn.document == plain.document
    pictures = list(tmp_path.glob("*.png"))
    assert drawn.err == f"{len(pictures)} plots in {tmp_path}\n"
    assert "cost-by-function.png" in [picture.name for picture in pictures]


@pytest.mark.parametrize("words", [[], ["--replications", "2"]], ids=["one", "several"])
def test_plots_of_the_first_run_go_into_the_folder(command, monkeypatch, tmp_path, words):
    drawn = []
    monkeypatch.setattr(opsim.plots, "save_all", lambda run, folder: drawn.append((run.replication, folder)) or [])
    answer = command("run", "first-shop", *SHORT, *words, "--plots", str(tmp_path / "a" / "b"), "--json")
    assert answer.code == 0
    assert drawn == [(0, tmp_path / "a" / "b")]
    assert answer.document["scenario"] == "first-shop"


def test_goals_have_units_and_say_whether_they_are_met(command):
    lines = command("run", "first-shop").out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("goals: score "))
    fill, profit = (lines[at + row].split("  ") for row in (2, 3))
    assert [part.strip() for part in fill if part] == ["service.fill_rate", "≥ 95 %", "59.44 %", "63%"]
    assert profit[0] == "finance.profit"
    assert " ≥ 9,000 EUR" in profit


def test_goals_over_several_runs_say_in_how_many_each_was_met(command):
    several = opsim.replicate(opsim.load("first-shop"), 3)
    lines = command("run", "first-shop", "--replications", "3").out.splitlines()
    row = next(line for line in lines if line.startswith("service.fill_rate") and "≥" in line)
    met = sum(summary.kpis["service.fill_rate"] >= 0.95 for summary in several.summaries)
    assert row.endswith(f"{met} of 3")
    assert f"{100 * several.kpis['service.fill_rate'].mean:.2f} %" in row
    assert any(line.startswith(f"goals: score {several.score.mean:.0%} ± ") for line in lines)


def test_times_are_in_hours_for_people(command):
    lines = command("run", "first-shop", *SHORT).out.splitlines()
    assert next(line for line in lines if line.startswith("flow.total_lead_time_ms")).split()[-1] == "h"


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ("operations.finance.tax=0.1", "note: operations.finance.tax is locked in this scenario"),
        ("operations.inventory.candle.r=500", "500 is outside the range of this lever (it goes from 0 to 400)"),
        ("operations.inventory.candle.r=300", ""),
    ],
)
def test_a_change_that_a_student_may_not_make_is_made_and_remarked(command, change, remark):
    answer = command("run", "first-shop", *SHORT, "--set", change)
    assert answer.code == 0
    assert remark in answer.err
    assert bool(remark) == bool(answer.err)
    at = command("run", "first-shop", *SHORT, "--at", "1 week", change)
    assert (at.code, bool(at.err)) == (0, bool(remark))
    assert command("run", "first-shop", *SHORT, "--set", change, "--json").err == ""  # scripts know what they do


def test_a_run_that_stopped_early_says_so_above_its_figures_and_meets_no_goal(command):
    cards = ("production.release.rule=kanban", "production.release.cards.*=1")
    answer = command("run", "job-shop", *(word for card in cards for word in ("--set", card)))
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("!! the run stopped after 62 h of 52 weeks: deadlock at 62.02 h: stage 'Lathes'")
    assert "goals: score 0%; a run that stops meets none" in lines
    goal = next(line for line in lines if line.startswith("finance.lowest_cash  ") and "≥" in line)
    assert goal.endswith("  not met")
    assert answer.err.startswith("job-shop: the run stopped after 62 h of 52 weeks: ")


def test_materials_are_in_their_own_unit_counts_are_whole_and_returns_in_per_cent(command):
    lines = command("run", "job-shop", "--until", "12 weeks").out.splitlines()
    rows = {line.split()[0]: line for line in lines if line}
    assert rows["inventory.mean_units.steel-bar"].endswith(" blanks")
    assert rows["finance.roi"].endswith(" % per year")
    assert rows["service.overdue_open"].split()[-1] == "orders"
    assert rows["service.overdue_open"].split()[-2].isdigit()
