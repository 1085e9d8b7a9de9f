"""The plots of maintenance show what the run says: bars as long as the losses, stops where they were, no less."""

from __future__ import annotations

import math

import numpy as np
import pytest

import opsim
from opsim.plots import DARK
from opsim.plots.effectiveness import draw_effectiveness, draw_losses
from opsim.plots.policy import draw_policy_curve
from opsim.plots.states import look_of
from opsim.plots.theme import LIGHT
from opsim.plots.upkeep import MOST_ROWS, draw_stops, names_of
from opsim.plots.wear import draw_wear
from opsim.results.stations.equipment import effectiveness
from opsim.results.stations.stops import age, stops
from opsim.studies.policy_curve import PolicyPoint
from opsim.studies.renewal import renewal
from opsim.studies.statistics import Estimate

from .conftest import SHOP, shop
from .test_every_plot import drawn

WORN = SHOP.replace(
    "{title: TITLE, machines: 2, power_kw: 3}",
    "{title: Bench, machines: 2, failures: {time_between: 'weibull(shape=3, mean=40) h', "
    "repair: 'uniform(1, 5) h', cost: 90}}",
).replace("  lot_size:", "  maintenance: {bench: {policy: age, every: 30 h, duration: 1 h, cost: 20}}\n  lot_size:")


def worn(**changes):
    """A run of the shop whose two benches fail and are maintained."""
    text = WORN.replace("TITLE", "Candle").replace("CURR", "EUR")
    return opsim.simulate(opsim.read(text).revised(changes))


@pytest.fixture(scope="module")
def tired():
    return worn()


@pytest.fixture(scope="module")
def untended():
    return worn(**{"production.maintenance.bench.policy": "run-to-failure"})


def legend(axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_the_bars_of_a_machine_fill_its_time_on_shift(tired):
    axes = drawn(draw_effectiveness, tired)
    by_row: dict[float, float] = {}
    for bar in axes.patches:
        row = round(bar.get_y() + bar.get_height() / 2)
        by_row[row] = by_row.get(row, 0.0) + bar.get_width()
    assert list(by_row.values()) == pytest.approx([100.0, 100.0])
    first = effectiveness(tired)[0]
    green = [bar for bar in axes.patches if bar.get_facecolor() == pytest.approx(colour("run"))]
    assert green[0].get_width() == pytest.approx(100 * first.oee)
    assert axes.texts[0].get_text() == f"{100 * first.oee:.3g} %"


def test_oee_is_one_number_whoever_tells_it():
    """Also where wear slows the machine: what it adds is a loss of its own."""
    slowing = WORN.replace("title: Bench,", "title: Bench, wear: {slow_per_hour: 2 %},")
    run = opsim.simulate(opsim.read(slowing.replace("TITLE", "Candle").replace("CURR", "EUR")))
    each = effectiveness(run)
    planned = sum(machine.planned for machine in each)
    assert sum(machine.parts["slow running"] for machine in each) > 0
    assert sum(machine.parts["good"] for machine in each) / planned == pytest.approx(run.kpis["station.oee.bench"])
    assert "slow running" in legend(drawn(draw_effectiveness, run))


def colour(state: str):
    from matplotlib.colors import to_rgba

    return to_rgba(look_of(state, LIGHT)["facecolor"])


def test_only_the_least_effective_of_many_machines_are_drawn():
    run = shop(**{"production.stations.bench.machines": 40})
    axes = drawn(draw_effectiveness, run)
    assert len(axes.get_yticks()) == MOST_ROWS
    assert axes.get_title(loc="left") == f"OEE and its losses (the {MOST_ROWS} least effective machines)"


def test_the_losses_lead_step_by_step_from_everything_to_the_oee(tired):
    bars = drawn(draw_losses, tired, machine=1).patches
    assert bars[0].get_width() == pytest.approx(100)
    ends = [bar.get_x() for bar in bars[1:-1]]
    tops = [bar.get_x() + bar.get_width() for bar in bars[1:-1]]
    assert tops == pytest.approx([100.0, *ends[:-1]])
    assert bars[-1].get_width() == pytest.approx(ends[-1]) == pytest.approx(100 * effectiveness(tired)[1].oee)


def test_every_failure_has_its_mark_and_every_kind_its_look(tired, untended):
    axes = drawn(draw_stops, tired, baseline=untended)
    assert {"failure", "failure, being repaired", "planned maintenance", "failure in the baseline"} <= set(legend(axes))
    marks = {line.get_label(): line for line in axes.lines if line.get_marker() == "v"}
    happened = stops(tired)
    shown = sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() == "v")
    assert marks
    assert shown == int((happened.kind == 0).sum())


def test_the_sawtooth_falls_to_zero_after_every_stop_and_stays_below_the_interval(tired):
    found = age(tired, 0)
    assert np.all(np.diff(found.times) >= 0)
    assert found.hours.min() >= 0
    assert found.hours[found.maintained].min() >= 30
    fallen = np.flatnonzero(np.diff(found.hours) < 0) + 1
    assert found.hours[fallen] == pytest.approx(np.zeros(len(fallen)))
    mine = stops(tired).of(0)
    stopped_at = np.sort(np.concatenate([found.failed, found.maintained]))
    assert found.hours[stopped_at] == pytest.approx(mine.worked / 3_600_000)
    over = int((stops(tired).of(0).end < tired.history.end_ms).sum())
    assert len(fallen) == over
    assert "policy: 30 h" in legend(drawn(draw_wear, tired, machine=0))


def test_the_theory_is_lowest_where_it_says_so_and_points_have_intervals(tired):
    found = renewal(tired.scenario, "bench")
    points = [
        PolicyPoint(hours, Estimate(cost, 0.1, 4), Estimate(0.9, 0.01, 4), Estimate(0.01, 0.001, 4), Estimate(1, 1, 4))
        for hours, cost in ((15.0, 2.0), (30.0, 1.8))
    ]
    axes = drawn(draw_policy_curve, tired, station="bench", points=points, before=points)
    texts = legend(axes)
    assert {"theory", "theory: run to failure", "policy now: 30 h", "simulated, 95 % interval"} <= set(texts)
    curve = next(line for line in axes.lines if line.get_label() == "theory")
    lowest = curve.get_xdata()[int(np.argmin(curve.get_ydata()))]
    assert lowest == pytest.approx(found.best().age, abs=1.0)
    assert min(curve.get_ydata()) == pytest.approx(1000 * found.best().cost_rate, rel=1e-3)
    assert len(axes.containers) == 2
    low, high = drawn(draw_policy_curve, tired, station="bench", measure="availability").get_ylim()
    assert 0 <= low < high == 100


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"production.stations.bench.failures": None}, "Nothing fails here"),
        ({"production.maintenance": {}}, "No maintenance is declared"),
        ({"production.stations.bench.failures.time_between": "pert(1, 2, 4) h"}, "The theory needs"),
    ],
)
def test_where_there_is_no_curve_the_plot_says_why(changes, why):
    axes = drawn(draw_policy_curve, worn(**changes), station="bench")
    assert axes.texts[0].get_text().replace("\n", " ").startswith(why)


def test_impossible_points_are_drawn(tired):
    for number in (math.nan, math.inf, -math.inf, 1e300):
        odd = [PolicyPoint(20.0, *(Estimate(number, number, 1),) * 4)]
        for measure in ("cost", "availability"):
            drawn(draw_policy_curve, tired, station="bench", points=odd, before=odd, measure=measure)


def test_a_dark_room_gets_dark_paper_and_machines_their_numbers(tired):
    assert drawn(draw_policy_curve, tired, station="bench", theme=DARK).get_facecolor()[:3] < (0.2, 0.2, 0.2)
    assert list(names_of(tired).values()) == ["Bench 1", "Bench 2"]


def test_where_wear_decides_it_is_drawn_against_its_threshold_and_the_wear_at_failure():
    policy = {"policy": "condition", "every": "8 h", "threshold": 20, "inspection": "5 min", "duration": "1 h"}
    station = {
        "title": "Bench", "machines": 1, "wear": {"process": "gamma", "rate": 1, "sd": 2},
        "failures": {"clock": "wear", "limit": 40, "repair": "4 h"},
    }  # fmt: skip
    run = worn(**{"production.stations.bench": station, "production.maintenance.bench": policy})
    axes = drawn(draw_wear, run, machine=0, baseline=run)
    assert axes.get_title(loc="left") == "Wear found at its stops: Bench"
    assert {"maintained from 20", "fails at 40"} <= set(legend(axes))
    mine = stops(run).of(0)
    marks = next(line for line in axes.lines if line.get_label() == "maintenance")
    assert marks.get_ydata() == pytest.approx(mine.wear[mine.kind == 1])
    assert marks.get_ydata().min() >= 20
