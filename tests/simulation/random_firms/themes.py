"""Themes: a firm has much of one thing, so that options that seldom come together by chance do.

Each changes a floor that was drawn, before what does not fit is taken back.
"""

from __future__ import annotations

from random_firms.draws import among, between, section
from random_firms.floors import oven

RANKING = (
    "spt", "priority", "edd", "slack", "critical-ratio", "wspt", "least-work-left", "last-step", "first-step", "lpt",
)  # fmt: skip


def anything(_floor, _specs, _chance):
    """Leave the floor as it is."""


def displacement(floor, _specs, chance):
    for name, spec in floor["stations"].items():
        if "oven" not in spec:
            spec["preempt"] = chance.choice(["resume", "restart"])
            floor["dispatch"][name] = chance.choice(RANKING)


def ovens(floor, _specs, chance):
    for spec in floor["stations"].values():
        if chance.random() < 0.6:
            spec["oven"] = oven(chance)


def cards(floor, _specs, _chance):
    floor["release"]["rule"] = "kanban"


def rope(floor, _specs, chance):
    floor["release"] |= section(rule=among("drum-buffer-rope"), buffer=among("1 h", "8 h", "20 h"))(chance)


def parts(floor, specs, chance):
    floor.pop("plan", None)
    for name in specs:
        floor["lot_size"][name], floor["transfer_batch"][name] = chance.randint(2, 9), chance.randint(1, 3)


def plans(floor, _specs, chance):
    step = section(order=between(0, 25), number=between(1, 3))
    lists = {name: [step(chance) for _ in range(chance.randint(3, 25))] for name in floor["stations"]}
    floor["plan"] = {name: ["{order}/{number}".format(**each) for each in steps] for name, steps in lists.items()}


THEMES = (anything, anything, displacement, ovens, cards, rope, parts, plans)


def kept_going(floor, outside, chance):
    """Let a firm have the money, the stock and the people to go on, and rather few shifts and operators."""
    for spec in floor["stations"].values():
        for what in ("shift", "operators"):
            if chance.random() < 0.5:
                spec.pop(what, None)
    outside["finance"]["opening_cash"] = 1_000_000
    outside["finance"].pop("insolvent_after", None)
    for spec in outside["teams"].values():
        spec["people"] = max(spec["people"], 1)
