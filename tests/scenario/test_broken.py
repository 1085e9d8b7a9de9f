"""Broken scenarios: one small edit of a sound one each; where the fault is shown, what it says, what would be right."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from opsim.errors import ScenarioError
from opsim.scenario import read


class Broken(NamedTuple):
    old: str
    new: str
    path: str
    points_at: str
    fault: str
    remedy: str


BROKEN = [
    # names that stand for nothing
    Broken(
        "station: saw, time: 4", "station: sav, time: 4", "products.frame.routing.0.station", "sav", "no station 'sav'",
        "did you mean 'saw'?",
    ),
    Broken(
        "materials: {board: 2}", "materials: {bord: 2}", "products.frame.materials.bord", "bord",
        "no product or material", "did you mean 'board'?",
    ),
    Broken(
        "skill: wood, count", "skill: metal, count", "production.stations.saw.operators.skill", "metal",
        "no skill in any team", "wood",
    ),
    Broken(
        "shift: late\n", "shift: lte\n", "production.stations.paint.shift", "lte", "no shift 'lte'",
        "did you mean 'late'?",
    ),
    Broken(
        "wage: 30, shift: day", "wage: 30, shift: night", "production.repair_crew.shift", "night", "no shift 'night'",
        "always",
    ),
    Broken(
        "wage: 24, shift: day", "wage: 24, shift: Day", "operations.teams.sawyers.shift", "Day", "no shift 'Day'",
        "did you mean 'day'?",
    ),
    Broken(
        "{light: {dark: 45 min}", "{lite: {dark: 45 min}", "production.stations.paint.set_up.lite", "lite",
        "no product of the family 'lite'", "'light'",
    ),
    Broken(
        "dark: {light: 70 min}", "dark: {white: 70 min}", "production.stations.paint.set_up.dark.white", "white",
        "no product of the family", "light",
    ),
    Broken(
        "{paint: least-set-up,", "{pant: least-set-up,", "production.dispatch.pant", "pant", "no station",
        "did you mean 'paint'?",
    ),
    Broken(
        "lot_size: {chair: 10,", "lot_size: {char: 10,", "production.lot_size.char", "char", "no product 'char'",
        "did you mean 'chair'?",
    ),
    Broken(
        "    paint: {policy: age", "    plant: {policy: age", "production.maintenance.plant", "plant", "no station",
        "did you mean 'paint'?",
    ),
    Broken(
        "paint: {plan: sampling", "pait: {plan: sampling", "production.quality.inspection.pait", "pait", "no station",
        "did you mean 'paint'?",
    ),
    Broken(
        "rework_at: sand", "rework_at: send", "production.quality.on_defect.rework_at", "send", "no station",
        "did you mean 'sand'?",
    ),
    Broken(
        "    lamp: {arrivals", "    lamb: {arrivals", "operations.market.lamb", "lamb", "no product 'lamb'",
        "did you mean 'lamp'?",
    ),
    Broken(
        "    frame: {policy: s-S", "    fame: {policy: s-S", "operations.inventory.fame", "fame",
        "no product or material", "did you mean 'frame'?",
    ),
    Broken(
        "    contracts:\n", "    contract: eazy\n    contracts:\n", "operations.orders.contract", "eazy", "no contract",
        "did you mean 'easy'?",
    ),
    Broken(
        "    price: 20\n", "    prise: 20\n    price: 20\n", "products.frame.prise", "prise", "no parameter 'prise'",
        "did you mean 'price'?",
    ),
    # values of the wrong kind or size
    Broken(
        "machines: 2", "machines: 1.5", "production.stations.saw.machines", "1.5", "not a whole number",
        "from 1 to 1,000",
    ),
    Broken("machines: 2", "machines: 0", "production.stations.saw.machines", "0", "too small", "from 1 to 1,000"),
    Broken(
        "machines: 2", 'machines: "2"', "production.stations.saw.machines", '"2"', "because of its quotes",
        "leave the quotes out",
    ),
    Broken(
        "machines: 2", "machines: yes", "production.stations.saw.machines", "yes", "not a whole number", "whole number",
    ),
    Broken(
        "machines: 2", "machines: true", "production.stations.saw.machines", "true", "not a whole number",
        "whole number",
    ),
    Broken(
        "machines: 2", "machines: ١٢", "production.stations.saw.machines", "١٢", "not a whole number", "whole number",
    ),
    Broken("price: 129.50", "price: 129.505", "products.chair.price", "129.505", "parts of a cent", "two decimals"),
    Broken("price: 129.50", "price: -1", "products.chair.price", "-1", "too small", "at least 0"),
    Broken("price: 129.50", "price: .nan", "products.chair.price", ".nan", "beyond all reckoning", "an amount"),
    Broken("price: 129.50", "price: 1e999", "products.chair.price", "1e999", "beyond all reckoning", "an amount"),
    Broken("price: 129.50", f"price: {'9' * 5000}", "products.chair.price", "999", "beyond all reckoning", "an amount"),
    Broken("price: 129.50", "price: 129,50", "products.chair.price", "129,50", "not a number", "decimal point"),
    Broken("price: 129.50", "price:", "products.chair.price", "", "nothing stands here", "an amount"),
    Broken("    price: 129.50\n", "", "products.chair.price", "chair", "is missing", "price: 129"),
    Broken("horizon: 26 weeks", "horizon: 26", "clock.horizon", "26", "has no unit", "4 min, 2 h or 3 days"),
    Broken("horizon: 26 weeks", "horizon: 26 moons", "clock.horizon", "26 moons", "not a unit of time", "days, weeks"),
    Broken("horizon: 26 weeks", "horizon: 1e9 days", "clock.horizon", "1e9 days", "too long", "below 300 years"),
    Broken(
        "arrivals: every 3 h", "arrivals: every 1 ms", "clock.horizon", "26 weeks", "in 26 weeks about 15,724,8",
        "shorten the run, or let fewer customers come",
    ),
    Broken("horizon: 26 weeks", "horizon: 120 years", "clock.horizon", "120 years", "too large", "36600 days"),
    Broken(
        "{dark: 45 min}", "{dark: -45 min}", "production.stations.paint.set_up.light.dark", "-45 min", "too small",
        "at least 0 h",
    ),
    Broken(
        "time: 13 min", "time: -13 min", "products.chair.routing.2.time", "-13 min", "value of constant is -13",
        "from 0",
    ),
    Broken(
        "triangular(3, 4, 6) min", "triangular(5, 4, 6) min", "products.chair.routing.0.time", '"triangular',
        "does not hold together", "low <= mode <= high",
    ),
    Broken(
        "triangular(3, 4, 6) min", "triangle(3, 4, 6) min", "products.chair.routing.0.time", '"triangle',
        "no distribution 'triangle'", "did you mean 'triangular'?",
    ),
    Broken(
        "triangular(3, 4, 6) min", "triangular(3, 4) min", "products.chair.routing.0.time", '"triangular', "lacks high",
        "triangular(low, mode, high)",
    ),
    Broken(
        "triangular(3, 4, 6) min", "triangular(3, 4, 6)", "products.chair.routing.0.time", '"triangular', "has no unit",
        "min'",
    ),
    Broken(
        "poisson(60) per week", "60 per week", "operations.market.chair.arrivals", "60 per week",
        "does not say how often", "poisson(60) per week",
    ),
    Broken(
        "arrivals: every 3 h", "arrivals: every 0 h", "operations.market.lamp.arrivals", "every 0 h",
        "no time between arrivals", "at least 1 ms",
    ),
    Broken(
        "trend: 0.1 % per week", "trend: 5 % per year", "operations.market.chair.trend", "5 % per year", "is per year",
        "per week",
    ),
    Broken(
        "defects: 1.5 %}\n      - station", "defects: 150 %}\n      - station", "products.chair.routing.1.defects",
        "150 %", "too large", "from 0 % to 100 %",
    ),
    Broken(
        "defects: 1.5 %}\n      - station", "defects: 1.5 % per day}\n      - station",
        "products.chair.routing.1.defects", "1.5 % per day", "is not a share", "0.015 or 1.5 %",
    ),
    Broken(
        "    day: {days: mon-fri", "    early: []\n    day: {days: mon-fri", "clock.shifts.early", "[]",
        "nothing stands here", "a section",
    ),
    Broken("title: ", "title: 5 #", "title", "5", "'5' is not a text", "put it in quotes"),
    Broken(
        "peak: 2026-11-15", "peak: 2026-02-30", "operations.market.chair.season.peak", "2026-02-30",
        "not in the calendar", "2026-01-05",
    ),
    Broken('from: "06:00"', 'from: "6am"', "clock.shifts.day.from", '"6am"', "not a time of day", "'08:00'"),
    Broken("days: mon-fri", "days: mon-fry", "clock.shifts.day.days", "mon-fry", "not a weekday", "mon-fri"),
    Broken("kind: manufacturer", "kind: factory", "kind", "factory", "no choice here", "manufacturer, distributor"),
    Broken("rule: conwip", "rule: pull", "production.release.rule", "pull", "no choice here", "push, conwip"),
    Broken("rule: conwip", "rule: kanban", "production.release.rule", "kanban", "no station has cards", "cards"),
    Broken(
        "operators: {skill: wood, count: 1}", "operators: wood", "production.stations.saw.operators", "wood",
        "where a section belongs", "a section",
    ),
    Broken(
        "goods_in: {inspect: true}", "goods_in: {inspect: perhaps}", "operations.goods_in.inspect", "perhaps",
        "neither true nor false", "true or false",
    ),
    Broken("id: joinery", "id: the joinery", "id", "the joinery", "no short name", "letters, digits"),
    # contradictions
    Broken(
        "warm_up: 2 weeks", "warm_up: 26 weeks", "clock.warm_up", "26 weeks", "leaves nothing of the run",
        "stay below 26 weeks",
    ),
    Broken(
        "lower: 50, upper: 70", "lower: 70, upper: 50", "products.chair.routing.2.characteristic.lower", "70",
        "not below the upper limit", "swap",
    ),
    Broken(
        "quoted: 7 days, latest", "quoted: 21 days, latest", "operations.orders.contracts.easy.quoted", "21 days",
        "not before the latest", "swap",
    ),
    Broken("s: 20, S: 60", "s: 80, S: 60", "operations.inventory.frame.s", "80", "not below S, 60", "reorder below"),
    Broken(
        "loan: {amount: 1000", "loan: {amount: 6000", "operations.finance.loan.amount", "6000",
        "above the loan limit, 5,000", "borrow less",
    ),
    Broken(
        "weibull(shape=1.6, mean=60) h", "0 h", "production.stations.paint.failures.time_between", '"0 h"', "too short",
        "at least 1 s",
    ),
    Broken(
        "materials: {board: 2}", "materials: {board: 2, chair: 1}", "products.frame.materials.chair", "chair",
        "in a circle: frame -> chair -> frame", "take one of these parts out",
    ),
    Broken(
        "      paint: {plan: sampling", "      saw: {plan: sampling", "production.quality.on_defect.rework_at", "sand",
        "no product passes 'sand' before an inspection", "there is saw",
    ),
    Broken(
        "    lacquer:\n      hansa: {price: 2, lead_time: 5 days}\n", "", "products.chair.materials.lacquer", "lacquer",
        "nobody makes or supplies 'lacquer'", "operations.purchasing.lacquer",
    ),
    Broken(
        "    lacquer: {policy: r-Q, r: 300, Q: 900}\n", "", "products.chair.materials.lacquer", "lacquer",
        "used up, but nobody restocks it", "operations.inventory.lacquer",
    ),
    Broken(
        "    lamp: {policy: periodic, S: 80, review: 2 weeks}\n", "", "operations.market.lamp", "lamp",
        "nobody restocks it", "operations.inventory.lamp",
    ),
    Broken(
        "    price: 40\n", "    price: 40\n    materials: {board: 1}\n", "products.lamp.materials", "materials",
        "materials but no routing", "add its routing",
    ),
    Broken(
        "  lacquer: {title", "  Lamp: {title", "materials.Lamp", "Lamp", "too like the product 'lamp'", "another name",
    ),
    Broken(
        "price: 2, lead_time: 5 days", "price: 2, lead_time: 5 days, share: 0", "operations.purchasing.lacquer",
        "lacquer", "no supplier is used", "share above 0",
    ),
    Broken('to: "14:00"', 'to: "06:00"', "clock.shifts.day.to", '"06:00"', "ends when it begins", "00:00 to 24:00"),
    # goals, levers, shocks
    Broken(
        "kpi: service.otif", "kpi: servic.otif", "goals.0.kpi", "servic", "no key figure",
        "did you mean 'service.otif'?",
    ),
    Broken(
        "kpi: finance.profit", "kpi: finance.profits", "goals.1.kpi", "finance.profits",
        "no key figure 'finance.profits'", "did you mean 'finance.profit'?",
    ),
    Broken(
        "kpi: service.otif", "kpi: station.oee.pant", "goals.0.kpi", "station", "no 'pant' to measure",
        "did you mean 'paint'?",
    ),
    Broken("at_least: 60_000", "weight: 2", "goals.1.kpi", "finance", "no value to reach", "at_least"),
    Broken("by: 20 weeks", "by: 30 weeks", "goals.0.by", "30 weeks", "after the end of the run", "within 26 weeks"),
    Broken(
        "path: production.stations.paint.machines", "path: production.stations.pant.machines", "levers.0.path",
        "production", "no 'pant' in production.stations", "did you mean 'paint'?",
    ),
    Broken("from: 1, to: 3}", "from: 3, to: 1}", "levers.0.from", "3", "more than 'to'", "swap"),
    Broken("from: 20 h, to", "from: 20, to", "levers.1.from", "20", "has no unit", "4 min"),
    Broken(
        'path: "operations.inventory.*"}', 'path: "operations.inventory.*", from: 1}', "levers.3.path", '"operations',
        "has no range", "leave",
    ),
    Broken("at: 10 weeks", "at: 27 weeks", "shocks.0.at", "27 weeks", "after the end of the run", "below 26 weeks"),
    Broken(
        "poisson(90) per week}", "lots}", "shocks.0.set.operations.market.chair.arrivals", "lots",
        "does not say how often", "poisson",
    ),
    Broken(
        "set: {operations.market.chair.arrivals", "set: {operations.market.chair.family",
        "shocks.0.set.operations.market.chair.family", "poisson", "no 'family'", "there is",
    ),
    Broken(
        "set: {operations.purchasing.board.nordwald.lead_time: 40 days}", "set: {operations.finance.opening_cash: 1}",
        "shocks.1.set.operations.finance.opening_cash", "operations", "cannot change while the firm runs",
        "take it out",
    ),
    Broken(
        "set: {operations.purchasing.board.nordwald.lead_time: 40 days}", 'set: {clock.shifts.day.to: "16:00"}',
        "shocks.1.set.clock.shifts.day.to", "clock", "clock.shifts.day.to cannot change while the firm runs",
        "take it out",
    ),
    Broken(
        "set: {operations.purchasing.board.nordwald.lead_time: 40 days}",
        'set: {clock.shifts.day: "{days: sat, from: 06:00, to: 14:00}"}', "shocks.1.set.clock.shifts.day", "clock",
        "clock.shifts.day cannot change while the firm runs", "take it out",
    ),
    # the file itself
    Broken("opsim: 1\n", "opsim: 2\n", "opsim", "2", "newer than this OpSim", "update OpSim"),
    Broken("opsim: 1\n", "opsim: 0\n", "opsim", "0", "no choice here", "one of 1"),
    Broken(
        "currency: EUR", "currency: EUR\ncurrency: USD", "currency", "currency: USD", "stands here twice", "keep one",
    ),
    Broken("currency: EUR", "currency: !!str EUR", "currency", "!!str", "tag", "delete it"),
    Broken("currency: EUR", "currency: &coin EUR", "currency", "&coin", "anchor &coin", "delete it"),
    Broken("currency: EUR", "currency: *coin", "currency", "*coin", "alias *coin", "write the value out"),
    Broken("currency: EUR", "<<: {currency: EUR}", "file", "<<", "merge keys", "write the values out"),
    Broken("currency: EUR", "---\ncurrency: EUR", "file", "---", "second document", "one scenario in a file"),
    Broken("currency: EUR", "currency: 'EUR", "file", "", "not readable as YAML", "quotes"),
    Broken("currency: EUR", "\tcurrency: EUR", "file", "\t", "not readable as YAML", "indentation"),
    Broken("currency: EUR", "currency: E\x07R", "file", "\x07", "control character", "delete it"),
    Broken("currency: EUR", f"currency: {'[' * 10_000}", "currency.0.0", "[", "nested more than 40 deep", "ten levels"),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda row: f"{row.path}-{row.fault}")
def test_a_fault_names_place_fault_and_remedy(text: str, broken: Broken) -> None:
    edited = text.replace(broken.old, broken.new, 1)
    assert edited != text
    with pytest.raises(ScenarioError) as caught:
        read(edited, "joinery.yaml")
    faults = caught.value.faults
    fault = next((each for each in faults if (each.path or "file") == broken.path), faults[0])
    assert fault.path or broken.path == "file", str(caught.value)
    assert broken.fault in fault.message, str(caught.value)
    assert broken.remedy in fault.remedy, str(caught.value)
    line = edited.split("\n")[fault.line - 1]
    assert line[fault.column - 1 :].startswith(broken.points_at), (str(fault), line)
    assert str(fault).startswith(f"joinery.yaml:{fault.line}:{fault.column} {broken.path}: ")
    assert "\n" not in str(fault)


@pytest.mark.parametrize(("line", "may_go"), [("    price: 129.50\n", False), ("  warm_up: 2 weeks\n", True)])
def test_only_a_line_that_the_scenario_does_without_is_to_be_taken_out(text: str, line: str, may_go: bool) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(text.replace(line, f"{line.partition(':')[0]}:\n", 1))
    assert ("or take the line out" in str(caught.value)) == may_go
