"""Whole firms."""

from __future__ import annotations

from random_firms.draws import SHIFTS, among, between, money, section, share, some
from random_firms.floors import charts, fitting_lots, fitting_ovens, production, steps
from random_firms.markets import operations
from random_firms.people import agreed
from random_firms.themes import THEMES, anything, kept_going


def firm(chance):
    """A whole firm: products made of materials and of each other, or bought for resale."""
    stations = [f"station-{number}" for number in range(chance.randint(1, 5))]
    products = [f"product-{number}" for number in range(chance.randint(1, 4))]
    materials = [f"material-{number}" for number in range(chance.randint(0, 3))]
    only_on, skills = chance.random() < 0.5, ["hand", "mind"]
    specs = {}
    for index, name in enumerate(products):
        specs[name] = section(
            price=money, family=among("light", "dark"), warranty_cost=money, seconds_price=money,
            priority=between(0, 2), weight=among(0, 1, 3),
        )(chance)  # fmt: skip
        if chance.random() < 0.8:
            specs[name]["design"] = section(grade=among(1, 1, 0.5, 1.7), tolerance=among(1, 1, 0.6, 1.5))(chance)
            specs[name]["learning"] = section(
                rate=among(1, 1, 0.8), floor=share, experience=between(0, 9), model=among("unit", "cumulative-average")
            )(chance)  # fmt: skip
            specs[name]["routing"] = steps(stations, only_on)(chance)
            specs[name]["materials"] = some([*products[:index], *materials], between(1, 4))(chance)
    made = [name for name in products if "routing" in specs[name]]
    families = sorted({spec["family"] for spec in specs.values()})
    theme, floor = chance.choice(THEMES), production(products, stations, families, skills, only_on)(chance)
    theme(floor, specs, chance)
    floor = fitting_lots(fitting_ovens(floor), specs)
    if kept := charts(chance, specs):
        floor["quality"]["charts"] = kept
    outside = operations(products, made, [*products, *materials], skills)(chance)
    if theme is not anything:
        kept_going(floor, outside, chance)
    needed = {spec["operators"]["skill"] for spec in floor["stations"].values() if "operators" in spec}
    outside["teams"] = agreed(outside["teams"], needed)
    for plan in floor["quality"]["inspection"].values():
        if chance.random() < 0.3:
            plan.pop("inspectors", None)
            plan["team"] = "control"
            outside["teams"]["control"] = section(people=between(0, 2), wage=money, shift=SHIFTS)(chance)
    if "people" not in floor["repair_crew"]:
        floor["repair_crew"]["wage"] = 0
    return {
        "opsim": 1,
        "id": "random",
        "title": "A random firm",
        "clock": clock(chance),
        "materials": {name: {} for name in materials},
        "products": specs,
        "production": floor,
        "operations": outside,
    }


def clock(chance):
    week = ["mon-fri", "mon, wed, sat", "mon-sun"]
    return {
        "horizon": f"{chance.randint(3, 30)} days",
        "warm_up": chance.choice(["0 h", "1 day"]),
        "shifts": {
            "day": {"days": chance.choice(week), "from": "08:00", "to": "16:00"},
            "split": {
                "days": "mon-sat", "from": "06:00", "to": "14:30", "breaks": [{"at": "09:00", "for": "30 min"}],
            },
            "late": {"days": chance.choice(week), "from": "22:00", "to": "06:30"},
            "odd": [
                {"days": "tue", "from": "00:00", "to": "24:00"},
                {"days": "fri-sun", "from": "11:17", "to": "03:01"},
            ],
        },
        "wip_limit": chance.choice([40, 2000, 2000]),
        "backlog_limit": chance.choice([100, 3000]),
    }
