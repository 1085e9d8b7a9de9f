"""What the tooltip of the Gantt chart says of a machine."""

from __future__ import annotations

import opsim
from opsim.gui.models.hover import machine_text

KILN = """
opsim: 1
id: kiln
title: A kiln
clock: {start: 2026-01-05, horizon: 2 h}
products: {pot: {price: 9, routing: [{station: kiln, time: 30 min}]}}
production: {stations: {kiln: {oven: {minimum: 3, maximum: 3}}}}
operations: {market: {pot: {arrivals: every 10 min}}, orders: {mode: to-order}}
"""


def test_a_load_names_its_lots() -> None:
    head, *_ = machine_text(opsim.simulate(opsim.read(KILN)), 0, 40 * 60_000)
    assert head == "kiln: run, load of 3 lots: 0, 1, 2"


def test_a_machine_that_waits_for_a_load_says_so() -> None:
    head, meaning, _ = machine_text(opsim.simulate(opsim.read(KILN)), 0, 15 * 60_000)
    assert (head, meaning) == ("kiln: filling", "Could work, but too few lots wait here for a load.")
