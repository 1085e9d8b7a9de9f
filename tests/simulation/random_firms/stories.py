"""What happens to a firm: decisions and shocks, at any time."""

from __future__ import annotations

import json
from random import Random

from hypothesis import assume

import opsim
from opsim.errors import ScenarioError
from opsim.ledgers.history import Decision
from random_firms.draws import (
    SHIFTS,
    among,
    arrivals,
    between,
    hours,
    lives,
    maybe,
    minutes,
    money,
    section,
    share,
    sizes,
    times,
)
from random_firms.whole import firm

DAY = 86_400_000


def read(firm):
    try:
        return opsim.read(json.dumps(firm))
    except ScenarioError:
        assume(False)


#: What a parameter of each kind may become while the firm runs; times of the floor are shorter than the others.
NEW_VALUES = {
    "integer": between(0, 30),
    "number": lambda chance: round(chance.uniform(0, 2), 2),
    "share": share,
    "rate": among(0, 0.02, 0.4),
    "money": money,
    "duration": hours,
    "flag": among(True, False),
}
DISTRIBUTIONS = {"arrivals": arrivals, "size": sizes, "time_between": lives}


def change(chance, scenario):
    """One parameter and a value that it may get while the firm runs."""
    timed = [parameter for parameter in scenario.parameters() if parameter.timed and changeable(parameter)]
    parameter = chance.choice(timed)
    value = new_value(parameter)(chance)
    if parameter.kind in {"integer", "number", "share", "rate"}:
        value = max(min(value, parameter.maximum), parameter.minimum)
    return parameter.path, value


def changeable(parameter):
    """Tell what may change."""
    return parameter.kind in {*NEW_VALUES, "choice", "distribution"} or parameter.path.endswith(".shift")


def new_value(parameter):
    last = parameter.path.rsplit(".", 1)[-1]
    if last == "shift":
        return SHIFTS
    if parameter.kind == "choice":
        return among(*parameter.choices)
    if parameter.kind == "distribution":
        return minutes if ".routing." in parameter.path else DISTRIBUTIONS.get(last, times)
    return NEW_VALUES[parameter.kind]


def story(number):
    """The firm of this number, with shocks, and decisions at their times."""
    chance = Random(number)
    drawn = firm(chance)
    scenario = read(drawn)
    days = scenario.clock.horizon // DAY
    drawn["shocks"] = [shock(chance, scenario, days) for _ in range(chance.choice([0, 0, 1, 2]))]
    times = [chance.randint(0, days * DAY) for _ in range(chance.choice([0, 0, 1, 3]))]
    return read(drawn), [Decision(at, *change(chance, scenario)) for at in times]


def shock(chance, scenario, days):
    path, value = change(chance, scenario)
    return {
        **section(at=among(f"{chance.randint(0, days * 24 - 1)} h"), **{"for": maybe(hours)})(chance),
        "set": {path: value},
    }
