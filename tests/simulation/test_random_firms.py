"""Random firms keep every invariant: over all that a scenario can say, with decisions and shocks, run for some weeks.

A firm is drawn section by section as plain data, from one number, and read like a file. Where a draw contradicts itself
(the reader says so) it is thrown away. Rings of full buffers and of cards are deadlocks, which end a run early; in half
of the firms all routings only go on, so that buffers and cards last.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from random_firms.looks import LOOKS
from random_firms.stories import story

from opsim.errors import ScenarioError
from opsim.results.run import Run
from opsim.simulation.kernel.clock import LAST
from opsim.simulation.production.floor import Floor
from opsim.simulation.run import simulate


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


@pytest.mark.slow
@settings(FIRMS, max_examples=3000)
@given(number=st.integers(10**9, 10**10))
def test_many_random_firms_keep_every_invariant(number):
    keeps_every_invariant(number)
