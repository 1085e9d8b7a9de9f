"""What a machine is worth and where its time goes."""

from __future__ import annotations

import pytest

from opsim.errors import InputError
from opsim.theory import finance as f
from opsim.theory.equipment import planned_time

#: The standard example of OEE: 420 min planned, 47 min stopped, one second a piece, 423 of 19,271 rejected.
MINUTES = planned_time(planned=420.0, breakdown=32.0, set_up=15.0, ideal_cycle=1 / 60, pieces=19_271, rejects=423)


def test_the_published_effectiveness_and_its_losses():
    found = MINUTES.effectiveness
    assert (found.availability, found.performance, found.quality) == pytest.approx((0.8881, 0.8611, 0.9780), abs=5e-5)
    assert MINUTES.shares["good"] == pytest.approx(found.oee) == pytest.approx(0.7479, abs=5e-5)
    assert sum(MINUTES.shares.values()) == pytest.approx(1.0)
    assert MINUTES.speed == pytest.approx(420 - 47 - 19_271 / 60)


def test_start_up_rejects_and_minor_stops_are_told_apart():
    told = planned_time(
        planned=100.0, breakdown=5.0, set_up=5.0, minor_stops=10.0, ideal_cycle=1.0, pieces=70, rejects=7,
        start_up_rejects=2,
    )  # fmt: skip
    assert (told.speed, told.start_up, told.defects, told.good, told.total) == (10.0, 2.0, 5.0, 63.0, 100.0)


def test_a_machine_by_hand():
    # 30 saved a year, 30 % tax, 20 written off a year: 21 + 6 = 27 in cash; worth 27 x 3.7908 - 100 at 10 %.
    assert f.machine_cash_flows(100.0, [30.0] * 5, tax_rate=0.3) == pytest.approx([-100.0, *[27.0] * 5])
    assert f.machine_npv(0.10, 100.0, [30.0] * 5, tax_rate=0.3) == pytest.approx(27.0 * 3.790787 - 100.0, abs=1e-4)


def test_what_salvage_brings_above_book_value_is_taxed():
    flows = f.machine_cash_flows(100.0, [0.0, 0.0], salvage=40.0, tax_rate=0.5, charges=[50.0, 30.0])
    assert flows == [-100.0, 25.0, 15.0 + 40.0 - 0.5 * (40.0 - 20.0)]


def test_each_period_has_its_charge():
    with pytest.raises(InputError, match="2 savings need 2 charges, got 1"):
        f.machine_cash_flows(100.0, [1.0, 1.0], charges=[100.0])


def test_the_published_economic_life():
    # Blank & Tarquin, Engineering Economy, economic service life: 13,000 now, 10 %.
    salvages, running = [9000.0, 8000.0, 6000.0, 2000.0, 0.0], [2500.0, 2700.0, 3000.0, 3500.0, 4500.0]
    costs = f.annual_costs(0.10, 13_000.0, salvages, running)
    assert costs == pytest.approx([7800.0, 6276.0, 6132.0, 6556.0, 6579.0], abs=1.0)
    assert f.economic_life(0.10, 13_000.0, salvages, running).periods == 3
