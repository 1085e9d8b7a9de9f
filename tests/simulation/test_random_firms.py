"""Random firms keep every invariant: over all that a scenario can say, with decisions and shocks, run for some weeks.

A firm is drawn section by section as plain data, from one number, and read like a file. Where a draw contradicts itself
(the reader says so) it is thrown away. Rings of full buffers and of cards are deadlocks, which end a run early; in half
of the firms all routings only go on, so that buffers and cards last.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from random_firms.looks import LOOKS
from random_firms.stories import story

import opsim
from opsim.errors import ScenarioError
from opsim.ledgers import rows
from opsim.results.run import Run
from opsim.simulation.kernel import clock
from opsim.simulation.kernel.clock import LAST
from opsim.simulation.production.floor import Floor
from opsim.simulation.run import simulate
from opsim.units import DAY_MS


@pytest.fixture(autouse=True, scope="module")
def tiny_blocks():
    """Let ledgers be packed often, and into tiny blocks, once they have more than a few rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "BLOCK", 8)
        patch.setattr(rows, "MANY", 1_000)
        patch.setattr(clock, "BURST", 50)
        yield


def played(scenario, decisions, number):
    """Run a firm that was drawn, unless chance has asked for what cannot be."""
    try:
        return Run(simulate(scenario, decisions, seed=number))
    except ScenarioError:  # a decision that does not fit what an earlier one has left
        assume(False)


def keeps_every_invariant(number):
    scenario, decisions = story(number)
    run = played(scenario, decisions, number)
    broken = [name for name, holds in run.invariants.items() if not holds]
    assert not broken, (broken, run.partial)


#: Each number is another firm, so there is nothing to shrink.
settings.register_profile(
    "firms",
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FIRMS = settings.get_profile("firms")


@settings(FIRMS, max_examples=100)
@given(number=st.integers(0, 10**9))
def test_random_firms_keep_every_invariant(number):
    keeps_every_invariant(number)


#: An odd time, at which little else happens.
BETWEEN_LOOKS = 5 * 3_600_000 + 12_345


def seen(scenario, decisions, number):
    """Run a firm, and list what was wrong on its floor whenever somebody looked: what, where, when in ms."""
    build, found = Floor.build, []

    def build_and_watch(floor, *given):
        build(floor, *given)
        clock = floor.clock
        clock.every(BETWEEN_LOOKS, lambda: BETWEEN_LOOKS, lambda: look(floor), "a look at the floor", LAST)

    def look(floor):
        found.extend((what, where, floor.clock.now_ms) for what, faults in LOOKS.items() for where in faults(floor))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Floor, "build", build_and_watch)
        played(scenario, decisions, number)
    return found


@settings(FIRMS, max_examples=40)
@given(number=st.integers(0, 10**9))
def test_nothing_on_the_floor_waits_for_what_is_there(number):
    assert not seen(*story(number), number)[:5]


def money_until(run, at_ms):
    """List what was posted before a time."""
    columns, kinds = run.history.tables["money"], run.history.names.kinds
    kind, cents = (columns[name][columns["time"] < at_ms].tolist() for name in ("kind", "cents"))
    return list(zip([kinds[each] for each in kind], cents, strict=True))


@settings(FIRMS, max_examples=20)
@given(number=st.integers(0, 10**9))
def test_half_the_time_is_the_first_half(number):
    scenario, decisions = story(number)
    half = scenario.clock.horizon // 2
    whole = played(scenario, decisions, number)
    first = Run(simulate(scenario, [decision for decision in decisions if decision.at_ms <= half], number, until=half))
    assert all(first.invariants.values())
    assert money_until(first, first.history.end_ms) == money_until(whole, first.history.end_ms)


#: With money, a firm does more that may be known too early, and there is more to tax.
RICH = {
    f"operations.finance.{name}": value
    for name, value in (("opening_cash", 1_000_000), ("tax", 0.3), ("insolvent_after", None))
}


def told_early(run):
    """Give the key figures without those that depend on how much of the work in hand will turn out to be slow.

    What wear adds to work is written when it begins, and made less where it is displaced, which may be later.
    """
    stations = run.scenario.production.stations
    displaced = [name for name, spec in stations.items() if spec.preempt != "never"]
    unsure = {f"station.{figure}.{name}" for figure in ("performance", "oee", "quality") for name in displaced}
    return {kpi: value for kpi, value in run.kpis.items() if kpi not in unsure}


@settings(FIRMS, max_examples=16)
@given(number=st.integers(0, 10**9))
def test_a_run_as_of_a_time_is_the_run_that_ended_then(number):
    """What a goal with a date is judged by; days end at midnight, when most is booked."""
    poor, decisions = story(number)
    scenario, chance = poor.revised(RICH), Random(number)
    run = played(scenario, decisions, number)
    for at in (chance.randrange(scenario.clock.horizon), chance.randrange(scenario.clock.horizon) // DAY_MS * DAY_MS):
        known = [decision for decision in decisions if decision.at_ms <= at]
        earlier, ended = run.as_of(at), Run(simulate(scenario, known, number, until=at))
        assert told_early(earlier) == pytest.approx(told_early(ended))
        assert earlier.balance_sheet == ended.balance_sheet
        assert earlier.cost_by_function == ended.cost_by_function
        assert earlier.lead_time_by_function == ended.lead_time_by_function
        assert earlier.late_cost_by_function == ended.late_cost_by_function


def by_cause(tiles):
    """Add up tiles (ms) by cause and place; they follow each other without gap or overlap."""
    assert all(one.end == two.start for one, two in pairwise(tiles))
    found = Counter()
    for tile in tiles:
        assert tile.start < tile.end
        found[tile.cause, tile.place] += tile.end - tile.start
    return found


def tells_its_stories(run, chance):
    """Look at some orders, lots and all machines of a run."""
    orders, lots = run.history.tables["orders"]["arrived"], run.lots
    for order in chance.sample(range(len(orders)), min(len(orders), 9)):
        assert sum(by_cause(run.order_story(order)).values()) == sum(by_cause(run.order_timeline(order)).values())
        assert run.explain(order).startswith(f"Order {order}: ")
    for lot in chance.sample(range(len(lots)), min(len(lots), 9)):
        end = lots["finished"][lot] if lots["finished"][lot] >= 0 else run.history.end_ms
        assert sum(by_cause(run.lot_story(lot)).values()) == end - lots["created"][lot]
    states = run.machine_states()
    assert (states["start"] <= states["end"]).all()


@settings(FIRMS, max_examples=10)
@given(number=st.integers(0, 10**9))
def test_every_view_of_a_random_firm_can_be_had(number, tmp_path_factory):
    scenario, decisions = story(number)
    run, chance = played(scenario, decisions, number), Random(number)
    tells_its_stories(run, chance)
    file = tmp_path_factory.mktemp("firm") / "firm.run"
    opsim.save(run, file)
    again = opsim.reopen(file)
    assert (again.digest, again.kpis) == (run.digest, run.kpis)


@pytest.mark.slow
@settings(FIRMS, max_examples=3000)
@given(number=st.integers(10**9, 10**10))
def test_many_random_firms_keep_every_invariant(number):
    keeps_every_invariant(number)
