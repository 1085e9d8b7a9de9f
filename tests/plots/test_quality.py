"""The plots of quality show what the run says: points, limits and signals, bars as long as the failures and costs."""

from __future__ import annotations

import numpy as np
import pytest

import opsim
from opsim.plots import DARK
from opsim.plots.control_chart import MOST_SAMPLES, draw_control_chart
from opsim.plots.quality import draw_capability, draw_cost_of_quality, draw_pareto, draw_yields
from opsim.plots.save import save_all

from .conftest import HOSTILE, SHOP, yaml_text
from .test_every_plot import drawn

SPOILT = SHOP.replace(
    "{station: bench, time: 9 min}",
    "{station: bench, time: 9 min, characteristic: {name: width, unit: mm, target: 10, sigma: 1, lower: 7, upper: 12}}",
).replace(
    "  lot_size:",
    "  quality:\n    inspection: {bench: {plan: all, cost: 0.5}}\n    charts:\n"
    "      width: {station: bench, kind: x-bar-r, n: 5, every: 1}\n"
    "      single: {station: bench, kind: individuals}\n"
    "      sums: {station: bench, kind: cusum, n: 4}\n"
    "      bad: {station: bench, kind: p, n: 10, centre: 0.03}\n  lot_size:",
)


def spoilt(title: str = "Candle", **changes):
    text = SPOILT.replace("TITLE", yaml_text(title)).replace("CURR", "EUR")
    shifted = {"production.stations.bench.assignable_cause": {"time_between": "exponential(30) h", "size": 2.0}}
    return opsim.simulate(opsim.read(text).revised(shifted | changes))


@pytest.fixture(scope="module")
def poor():
    return spoilt()


@pytest.fixture(scope="module")
def other():
    return spoilt(**{"production.stations.bench.machines": 1})


def legend(axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_points_and_limits_are_those_of_the_chart_and_signals_stand_on_their_points(poor):
    chart = poor.charts.chart("width", 0)
    axes = drawn(draw_control_chart, poor, name="width", machine=0, whole=True)
    points = next(line for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata()) == len(chart.times))
    assert points.get_ydata() == pytest.approx(chart.lines[0].values)
    upper = next(line for line in axes.lines if line.get_label() == "limits")
    assert upper.get_ydata() == pytest.approx(10 + 3 / np.sqrt(5))
    marks = next(line for line in axes.lines if line.get_label() == "signal")
    found = sorted({each.point for each in chart.signals if each.true and each.rule == "beyond a limit"})
    assert marks.get_xdata().tolist() == [point + 1 for point in found]
    assert np.abs(marks.get_ydata() - 10).min() > 3 / np.sqrt(5)


def test_zones_divide_the_way_to_the_limits_in_three(poor):
    axes = drawn(draw_control_chart, poor, name="width", machine=0, whole=True)
    reach, edges = 3 / np.sqrt(5), set()
    for band in axes.collections:
        heights = band.get_paths()[0].vertices[:, 1]
        edges |= {round(float((h - 10) / reach), 3) for h in (heights.min(), heights.max())}
    assert edges == {-1.0, -0.667, -0.333, 0.0, 0.333, 0.667, 1.0}


def test_the_last_samples_are_shown_unless_all_are_wanted(poor):
    count = len(poor.charts.chart("single", 0).times)
    low, high = drawn(draw_control_chart, poor, name="single", machine=0).get_xlim()
    assert (low, high) == (count - MOST_SAMPLES, count + 1)


@pytest.mark.parametrize("name", ["width", "single", "sums", "bad"])
@pytest.mark.parametrize("which", [0, 1])
def test_every_kind_is_drawn_with_its_ghost_in_the_dark(name, which, poor, other):
    axes = drawn(draw_control_chart, poor, name=name, machine=0, which=which, baseline=other, theme=DARK)
    assert axes.get_facecolor()[:3] < (0.2, 0.2, 0.2)
    if (name, which) == ("bad", 1):
        assert axes.texts[0].get_text().split() == ["This", "kind", "of", "chart", "has", "one", "line", "only."]
    else:
        assert "baseline" in legend(axes)
        assert axes.get_ylabel()


def test_bars_are_shares_of_all_failures_and_the_line_ends_at_all_of_them(poor, other):
    axes = drawn(draw_pareto, poor, baseline=other)
    found = poor.defects_by_place
    total = sum(each.units for each in found)
    assert axes.patches[0].get_width() == pytest.approx(100 * found[0].units / total)
    line = next(line for line in axes.lines if line.get_label() == "added up")
    assert line.get_xdata()[-1] == pytest.approx(100)
    assert axes.texts[0].get_text() == f"{found[0].units:,}"


def test_yields_are_the_key_figures(poor, other):
    axes = drawn(draw_yields, poor, baseline=other)
    drawn_at = [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "D"]
    assert 100 * poor.kpis["quality.rolled_yield.candle"] in drawn_at
    assert {"first-pass yield", "rolled yield", "baseline"} == set(legend(axes))


def test_the_histogram_holds_every_unit_and_says_what_the_process_is_capable_of(poor, other):
    study = poor.charts.capability["width"]
    axes = drawn(draw_capability, poor, chart="width", baseline=other)
    assert sum(bar.get_height() for bar in axes.patches[:30]) == len(study.values)
    cp = f"Cp {study.cp:.2f} ({study.cp_interval.low:.2f} to {study.cp_interval.high:.2f})"
    assert {cp, "limits 7 and 12"} <= set(legend(axes))
    assert axes.get_xlabel() == "width (mm)"


def test_a_chart_that_measures_nothing_says_so(poor, run):
    assert "counts defectives" in drawn(draw_capability, poor, chart="bad").texts[0].get_text().replace("\n", " ")
    assert "keeps no control chart" in drawn(draw_capability, run, chart="").texts[0].get_text().replace("\n", " ")


def test_bars_of_the_classes_are_as_long_as_their_costs(poor, other):
    axes = drawn(draw_cost_of_quality, poor, baseline=other)
    appraisal = sum(each.cents for each in poor.cost_of_quality if each.group == "appraisal") / 100
    widths = [bar.get_width() for bar in axes.patches if bar.get_y() < 1 < bar.get_y() + bar.get_height()]
    assert appraisal in [pytest.approx(width) for width in widths]
    assert "inspection and samples" in legend(axes)


@pytest.mark.parametrize("draw", [draw_pareto, draw_yields, draw_cost_of_quality])
def test_a_firm_in_which_nothing_happens_is_told_calmly(draw, nothing):
    axes = drawn(draw, nothing)
    assert len(axes.texts) == 1
    assert axes.get_title(loc="left")


@pytest.mark.parametrize("title", HOSTILE[:4])
def test_names_are_drawn_as_they_are(title):
    run = spoilt(title)
    for draw in (draw_pareto, draw_yields, draw_cost_of_quality):
        drawn(draw, run, baseline=run)
    drawn(draw_capability, run, chart="width", baseline=run)


def test_every_plot_of_maintenance_and_quality_is_saved(tmp_path):
    run = opsim.simulate(opsim.load("paint-line"), until=10 * 7 * 86_400_000)
    names = {file.stem for file in save_all(run, tmp_path)}
    wanted = {"oee", "stops", "losses-01-Coating-line", "wear-01-Coating-line", "defects", "yields"}
    assert {*wanted, "cost-of-quality", "chart-00-film", "capability-film"} <= names
    assert "policy-00-coat" not in names  # it fails by wear, of which the theory knows nothing
