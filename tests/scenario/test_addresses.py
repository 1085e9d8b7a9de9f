"""One address for every parameter: reading, changing, listing."""

from __future__ import annotations

import time

import numpy as np
import pytest

from opsim.errors import ScenarioError
from opsim.scenario import Scenario, read


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("production.stations.paint.machines", 1),
        ("products.chair.price", 12_950),
        ("products.chair.routing.1.defects", 0.015),
        ("clock.shifts.day.from", 6 * 3_600_000),
        ("clock.shifts.late.1.to", 20 * 3_600_000),
        ("clock.horizon", 26 * 7 * 86_400_000),
        ("production.lot_size.chair", 10),
        ("production.lot_size.lamp", None),
        ("operations.market.lamp.season", None),
        ("production.stations.paint.set_up.dark.light", 70 * 60_000),
    ],
)
def test_an_address_finds_the_value_as_the_model_keeps_it(joinery: Scenario, address: str, value: object) -> None:
    assert joinery.value(address) == value


def test_every_parameter_can_be_set_to_what_it_is(joinery: Scenario) -> None:
    for parameter in joinery.parameters():
        if parameter.value is not None:
            assert joinery.revised({parameter.path: parameter.value}) == joinery, parameter.path


def test_a_change_is_a_checked_copy(joinery: Scenario) -> None:
    revised = joinery.revised({"production.stations.paint.machines": 3, "products.chair.price": 99.9})
    assert (revised.production.stations["paint"].machines, revised.products["chair"].price) == (3, 9_990)
    assert joinery.production.stations["paint"].machines == 1


def test_a_wildcard_changes_all(joinery: Scenario) -> None:
    revised = joinery.revised({"production.lot_size.*": 7, "products.chair.routing.*.defects": "2 %"})
    assert revised.production.lot_size == {"chair": 7, "frame": 7}
    assert [step.defects for step in revised.products["chair"].routing] == [0.02] * 3


def test_what_is_typed_in_is_read_as_its_kind(joinery: Scenario) -> None:
    revised = joinery.revised(
        {
            "production.stations.saw.machines": "4",
            "operations.goods_in.inspect": "false",
            "operations.orders.refuse_above": "100",
            "operations.orders.patience": "null",
            "operations.market.lamp.season": "{amplitude: 10 %, peak: 2026-12-20}",
            "products.chair.price": "140.50",
            "learn": "[set-up, quality]",
        }
    )
    assert revised.production.stations["saw"].machines == 4
    assert not revised.operations.goods_in.inspect
    assert (revised.operations.orders.refuse_above, revised.operations.orders.patience) == (100, None)
    assert revised.operations.market["lamp"].season.amplitude == 0.1
    assert (revised.products["chair"].price, revised.learn) == (14_050, ["set-up", "quality"])


def test_numbers_of_numpy_are_numbers(joinery: Scenario) -> None:
    changes = {"production.stations.saw.machines": np.int64(3), "products.chair.price": np.float64(9.5)}
    revised = joinery.revised(changes)
    assert (revised.production.stations["saw"].machines, revised.products["chair"].price) == (3, 950)


def test_what_is_left_out_can_be_given(joinery: Scenario) -> None:
    revised = joinery.revised(
        {
            "production.lot_size.lamp": 4,
            "production.dispatch.saw": "spt",
            "production.maintenance.saw.every": "50 h",
            "operations.market.lamp.season": {"amplitude": 0.1, "peak": "2026-12-20"},
        }
    )
    assert (revised.production.lot_size["lamp"], revised.production.dispatch["saw"]) == (4, "spt")
    assert revised.value("production.maintenance.saw.every") == 50 * 3_600_000


@pytest.mark.parametrize(
    ("address", "value", "message"),
    [
        ("production.stations.pant.machines", 2, "there is no 'pant' in production.stations; did you mean 'paint'?"),
        ("production.stations.paint.machine", 2, "did you mean 'machines'?"),
        ("prodution.stations.paint.machines", 2, "there is no 'prodution' in the scenario; did you mean 'production'?"),
        ("products.chair.routing.7.time", "3 min", "no entry '7' in products.chair.routing; count from 0 to 2"),
        ("products.chair.price.euro", 2, "products.chair.price is a single value"),
        ("operations.market.lamp.season.amplitude", 0.1, "season is left out in this scenario; set the whole of"),
        ("production.lot_size.lamb", 2, "there is no product 'lamb'; did you mean 'lamp'?"),
        ("operations.orders.contracts.*.price.*", 2, "is a single value"),
        ("clock.shifts.late.*.hours", 2, "there is no 'hours'"),
        ("", 2, "there is no ''"),
        ("production.stations.paint.machines", "two", "'two' is not a whole number"),
        ("production.stations.paint.machines", True, "not a whole number"),
        ("production.stations.paint.machines", float("nan"), "beyond all reckoning"),
        ("products.chair.price", float("inf"), "beyond all reckoning"),
        ("products.chair.routing", "[}", "not readable as YAML"),
        ("opsim", 2, "no choice here"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_words(
    joinery: Scenario, address: str, value: object, message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        joinery.revised({address: value})
    assert message in str(caught.value)


def test_a_parameter_tells_all_that_a_form_needs(joinery: Scenario) -> None:
    found = {parameter.path: parameter for parameter in joinery.parameters()}
    machines = found["production.stations.paint.machines"]
    assert (machines.kind, machines.value, machines.unit, machines.function) == ("integer", 1, "machines", "production")
    assert (machines.minimum, machines.maximum, machines.open, machines.timed) == (1, 3, True, True)
    wage = found["operations.teams.sawyers.wage"]
    assert (wage.kind, wage.value, wage.text, wage.unit, wage.open) == ("money", 24, "24", "EUR/h", False)
    every = found["production.maintenance.paint.every"]
    assert (every.value, every.default, every.minimum, every.maximum) == ("80 h", "168 h", "20 h", "400 h")
    trend = found["operations.market.chair.trend"]
    assert (trend.kind, trend.value, trend.text, trend.unit) == ("rate", 0.001, "0.1 %", "per week")
    rule = found["production.release.rule"]
    assert (rule.kind, rule.choices[:2], rule.function) == ("choice", ("push", "conwip"), "planning")
    assert found["production.lot_size.frame"].maximum == 60
    assert found["operations.inventory.board.Q"].open


def test_without_levers_everything_is_open(text: str) -> None:
    levers = text[text.index("levers:") : text.index("shocks:")]
    assert all(parameter.open for parameter in read(text.replace(levers, "")).parameters())


def test_every_parameter_has_title_and_help_and_the_firms_have_a_function(joinery: Scenario) -> None:
    for parameter in joinery.parameters():
        assert parameter.title, parameter.path
        assert parameter.help.endswith("."), parameter.path
        if parameter.path.startswith(("operations.", "production.")):
            assert parameter.function, parameter.path


def test_a_change_is_quick_enough_to_follow_a_slider(joinery: Scenario) -> None:
    joinery.revised({})
    start = time.process_time()
    for lot_size in range(1, 21):
        joinery.revised({"production.lot_size.*": lot_size})
    assert (time.process_time() - start) / 20 < 0.02
