"""Grade and tolerance of a product: cost, time and defects against appeal."""

from __future__ import annotations

import pytest

HOUR = 3_600_000
#: A chair of one board (10) takes an hour; its leg is 50 mm long, give or take 3 sigma.
CHAIR = """
clock: {horizon: 40 days}
materials: {board: {}}
products:
  chair:
    price: 100
    materials: {board: 1}
    warranty_cost: 50
    routing:
      - {station: saw, time: 1 h, characteristic: {target: 50, sigma: 1, lower: 47, upper: 53}}
operations:
  market: {chair: {arrivals: every exponential(4) h}}
  inventory: {board: {policy: base-stock, S: 50, opening: 50, opening_cost: 10}}
  purchasing: {board: {mill: {price: 10, lead_time: 1 day}}}
  finance: {opening_cash: 50_000}
"""


@pytest.fixture
def chair(shop):
    """The chair, with some values of its design."""

    def designed(**values):
        return shop(CHAIR).revised({f"products.chair.design.{key}": value for key, value in values.items()})

    return designed


def test_a_design_as_declared_changes_nothing(chair, shop, play):
    run = play(chair(grade_appeal=2.0, tolerance_appeal=2.0, care=1.0, material_cost=3.0))
    assert run.kpis == play(shop(CHAIR)).kpis


def test_a_finer_grade_costs_material_and_sells_more(chair, play):
    plain, fine = play(chair()), play(chair(grade=1.5, material_cost=0.8, grade_appeal=0.6))
    assert plain.kpis["finance.unit_cost.chair"] == 10
    assert fine.kpis["finance.unit_cost.chair"] == pytest.approx(10 * 1.4)
    assert fine.kpis["market.appeal.chair"] == pytest.approx(1.3)
    assert len(fine.orders["arrived"]) / len(plain.orders["arrived"]) == pytest.approx(1.3, abs=0.05)


def test_a_coarser_grade_saves_material_and_sells_less(chair, play):
    plain, coarse = play(chair()), play(chair(grade=0.8))
    assert coarse.kpis["finance.unit_cost.chair"] == pytest.approx(8)
    assert len(coarse.orders["arrived"]) < len(plain.orders["arrived"])


def test_half_the_tolerance_takes_longer_spoils_more_and_sells_more(chair, play):
    plain, tight = play(chair()), play(chair(tolerance=0.5, care=0.4, tolerance_appeal=0.2))
    work = [int((run.operations["end"] - run.operations["start"])[0]) for run in (plain, tight)]
    assert work == [HOUR, HOUR * 14 // 10]
    assert plain.kpis["quality.escaped_rate"] < 0.02
    assert tight.kpis["quality.escaped_rate"] == pytest.approx(0.1336, abs=0.07)  # outside 1.5 sigma
    assert tight.kpis["market.appeal.chair"] == pytest.approx(1.1)
    assert len(tight.orders["arrived"]) > len(plain.orders["arrived"])


def test_appeal_is_averaged_over_time(chair, play):
    run = play(chair(grade_appeal=1.0), [(10 * 24 * HOUR, "products.chair.design.grade", 1.4)])
    assert run.kpis["market.appeal.chair"] == pytest.approx((10 + 30 * 1.4) / 40)


@pytest.mark.parametrize("seed", range(4))
def test_what_a_grade_is_worth_depends_on_the_market(chair, play, seed):
    def profit(**values):
        return play(chair(**values), seed=seed).kpis["finance.profit"]

    assert profit(grade=1.5, grade_appeal=0.5) > profit()  # demand 25 % up, 5 a unit dearer
    assert profit(grade=1.5, grade_appeal=0.0) < profit()  # nobody notices
    assert profit(tolerance=0.6, tolerance_appeal=0.0) < profit()  # warranty for what nobody asked for
