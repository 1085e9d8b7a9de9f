"""Random lines with ovens keep every invariant, and no oven ever takes what it cannot hold.

Saw, kiln, furnace, drill: two ovens in a row with few places in front, so that loads are held back lot by lot; lots of
two families, some in transfer batches, with failures, shifts, people, rework and cards.
"""

from __future__ import annotations

import json
from itertools import pairwise
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import opsim

STATIONS = ("saw", "kiln", "furnace", "drill")
LINES = settings(
    derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def drawn(chance, **parts):
    """Choose one of the values of each part; None leaves it out."""
    chosen = {name: chance.choice(values) for name, values in parts.items()}
    return {name: value for name, value in chosen.items() if value is not None}


def oven(chance):
    in_units = chance.random() < 0.4
    return drawn(
        chance, maximum=[12, 15] if in_units else [2, 3, 5], minimum=[1, 2], together=["any", "family", "product"],
        counted_in=["units" if in_units else "lots"], wait_limit=[None, "0 h", "20 min", "3 h"],
    )  # fmt: skip


def station(chance, name):
    failures = drawn(
        chance, time_between=["exponential(3) h", "weibull(2, 5) h"], repair=["exponential(20) min"],
        job=["resume", "restart", "scrap-lot"], clock=["operating", "calendar"],
    )  # fmt: skip
    spec = drawn(
        chance, buffer=[None, 0, 1, 3], machines=[1, 1, 2], shift=["always", "always", "day"],
        failures=[None, None, failures], operators=[None, None, {"skill": "hand"}],
        set_up=[{}, {"light": {"dark": "7 min"}, "dark": {"light": "4 min"}}],
    )  # fmt: skip
    if name == "saw":
        spec.pop("buffer", None)
    return spec | ({"oven": oven(chance)} if name in {"kiln", "furnace"} else {})


def line(number):
    """The line of this number."""
    chance = Random(number)
    times = ["5 min", "exponential(9) min", "uniform(1, 20) min"]
    step = {"load": [None, None, "1 min"], "set_up": [None, None, "3 min"], "defects": [0, 0.1]}
    products = {
        name: {"price": 1, "family": family, "routing": [
            {"station": place, **drawn(chance, time=times, travel=[None, None, "4 min"], **step)} for place in STATIONS
        ]}
        for name, family in (("pot", "light"), ("jug", "dark"), ("cup", "dark"))
    }  # fmt: skip
    rules = ["fifo", "edd", "spt", "least-set-up", "priority", "atc"]
    return {
        "opsim": 1, "id": "line", "title": "A line", "products": products,
        "clock": {"horizon": "3 days", "shifts": {"day": {"days": "mon-sun", "from": "06:00", "to": "22:00"}}},
        "production": {
            "stations": {name: station(chance, name) for name in STATIONS},
            "lot_size": {name: chance.choice([1, 4, 9]) for name in products},
            "transfer_batch": {name: chance.choice([1, 3, 9]) for name in products},
            "dispatch": {name: chance.choice(rules) for name in STATIONS},
            "release": drawn(
                chance, rule=["push", "conwip", "kanban"], limit=[3, 12], cards=[{"kiln": 3}, {"drill": 2}]
            ),
            "quality": {
                "inspection": drawn(
                    chance, kiln=[None, {"plan": "all"}], furnace=[None, {"plan": "all", "time": "1 min"}]
                ),
                "on_defect": {"rework_at": chance.choice(["here", None])},
            },
        },
        "operations": {
            "market": {name: {"arrivals": "poisson(60) per day", "size": "geometric(3)"} for name in products},
            "orders": {"mode": "to-order"}, "teams": {"hand": {"people": chance.choice([1, 3]), "wage": 0}},
        },
    }  # fmt: skip


def loads(run, place):
    """List the lots in each load of a station."""
    found, done = {}, run.history.tables["operations"]
    station = run.history.tables["machines"]["station"]
    columns = (done[name].tolist() for name in ("lot", "machine", "start", "end"))
    for lot, machine, start, end in zip(*columns, strict=True):
        if station[machine] == place and start < end:
            found.setdefault((machine, start), []).append(lot)
    return found.values()


@settings(LINES, max_examples=40)
@given(number=st.integers(0, 10**9))
def test_lines_with_ovens_keep_every_invariant(number):
    scenario = opsim.read(json.dumps(line(number)))
    run = opsim.simulate(scenario, seed=number)
    run.verify()
    lots = run.history.tables["lots"]
    families = {"pot": "light", "jug": "dark", "cup": "dark"}
    for place, name in enumerate(STATIONS):
        spec = scenario.production.stations[name].oven
        for load in loads(run, place):
            products = {run.history.names.items[lots["product"][lot]] for lot in load}
            if spec is None:
                assert len(load) == 1
            elif spec.counted_in == "lots":
                assert len(load) <= spec.maximum
            if spec is not None and spec.together == "product":
                assert len(products) == 1
            if spec is not None and spec.together == "family":
                assert len({families[product] for product in products}) == 1


@settings(LINES, max_examples=10)
@given(number=st.integers(0, 10**9))
def test_every_story_of_a_line_with_ovens_is_tiled(number):
    run = opsim.simulate(opsim.read(json.dumps(line(number))), seed=number)
    lots = run.lots
    for lot in range(0, len(lots["job"]), 7):
        if lots["finished"][lot] >= 0:
            tiles = run.lot_story(lot)
            assert all(one.end == two.start for one, two in pairwise(tiles))
            assert sum(tile.end - tile.start for tile in tiles) == lots["finished"][lot] - lots["created"][lot]
