"""Factory floors: routings, stations, release, inspection and charts."""

from __future__ import annotations

from typing import get_args

from opsim.scenario.production import Dispatch
from random_firms.draws import (
    among,
    between,
    each,
    hours,
    lives,
    maybe,
    minutes,
    money,
    section,
    share,
    small,
    some,
    times,
)
from random_firms.failures import crew, failure_modes, policy, wear
from random_firms.people import attendance


def steps(stations, only_on):
    """Routings: one to five steps, anywhere, or only onwards."""

    def draw(chance):
        names = chance.choices(stations, k=chance.randint(1, 5))
        if only_on:
            names = [name for name in stations if name in names]
        routing = [step(name)(chance) for name in names]
        if chance.random() < 0.3:
            for each_step in routing:
                others = [name for name in stations if name != each_step["station"] and chance.random() < 0.3]
                each_step["alternatives"] = [] if only_on else others  # a way back could close a ring of full buffers
        return routing

    return draw


def step(station):
    characteristic = section(target=among(10), sigma=among(0, 1, 3), lower=among(7), upper=among(14))
    return section(
        station=among(station), choose=among("shortest-queue", "earliest-free"), time=minutes,
        set_up=maybe(minutes), per=among("unit", "lot"), defects=share, characteristic=maybe(characteristic),
        load=maybe(minutes, 0.1), unload=maybe(minutes, 0.1), travel=maybe(among("0 min", "9 min"), 0.1),
    )  # fmt: skip


def station(families, skills, only_on):
    cause = section(
        time_between=lives, size=among(0, 1.5), defects=share, direction=among("either", "up", "down")
    )  # fmt: skip
    change_over = some(families, some(families, among("25 min")))
    return section(
        machines=small, owned=maybe(between(0, 4)), shift=among("always", "always", "day", "late", "odd"),
        operators=maybe(attendance(skills)), set_up=change_over,
        buffer=maybe(between(0, 3), 0.4 if only_on else 0.1), failures=maybe(failure_modes),
        wear=maybe(wear, 0.8), assignable_cause=maybe(cause),
        oven=maybe(oven, 0.25), power_kw=among(0, 2.5), price=among(0, 900, 20_000), salvage=among(0, 500),
        life=among("1 week", "8 years"), loses_per_year=share, delivery=among("0 h", "0 h", "uniform(0, 5) days"),
        installation=among("0 h", "7 h"), ramp_up=among("0 h", "3 days"), ramp_from=among(0.05, 0.5),
        preempt=among("never", "never", "resume", "restart"),
    )  # fmt: skip


def oven(chance):
    """Loads of a few lots, or of as many units as any lot may have."""
    drawn = section(
        maximum=between(3, 6), minimum=between(1, 3), wait_limit=maybe(hours, 0.6),
        together=among("any", "family", "product"),
    )(chance)  # fmt: skip
    return drawn | ({"counted_in": "units", "maximum": 12} if chance.random() < 0.4 else {})


def fitting_ovens(floor):
    """Leave out what an oven cannot do: follow a plan, lose a single unit, or give way to another lot."""
    for name, spec in floor["stations"].items():
        if "oven" in spec:
            floor.get("plan", {}).pop(name, None)
            spec.pop("preempt", None)
            modes = spec.get("failures", [])
            for mode in modes if isinstance(modes, list) else [modes]:
                mode["job"] = "restart" if mode["job"] == "scrap-unit" else mode["job"]
    return floor


def fitting_lots(floor, specs):
    """Lots that move in parts follow no plan, and their times are those of units."""
    if floor.get("plan"):
        floor["transfer_batch"] = {}
    for name, units in floor["transfer_batch"].items():
        floor["lot_size"].setdefault(name, units + 1)
    for name in floor["transfer_batch"]:
        for spec in specs[name].get("routing", []):
            spec["per"] = "unit"
    return floor


def order_of_work(chance):
    """A short plan: orders that come early, and steps that they may or may not have here."""
    return [f"{chance.randint(0, 9)}/{chance.randint(1, 3)}" for _ in range(chance.randint(0, 6))]


def production(products, stations, families, skills, only_on):
    fate = section(
        rework_at=among(None, "here", stations[0]), limit=between(0, 3), time=maybe(minutes), cost=money,
        otherwise=among("scrap", "seconds"),
    )  # fmt: skip
    plan = section(
        plan=among("none", "all", "sampling", "aql"), n=small, accept=between(0, 1), time=among("0 s", "2 min"),
        cost=money, miss=share, false_alarm=share, aql=among(0.01, 0.1), rejectable=among(0.2, 0.5),
        on_defect=maybe(fate), inspectors=maybe(between(1, 2), 0.3),
    )  # fmt: skip
    rule = among(*get_args(Dispatch))
    return section(
        stations=each(stations, station(families, skills, only_on)),
        release=release(stations),
        dispatch=some([*stations, "default"], rule),
        expedite=maybe(hours, 0.2),
        plan=maybe(some(stations, order_of_work), 0.2),
        travel=maybe(some(stations, some(stations, among("20 min"))), 0.3),
        freeze=hours,
        lot_size=some(products, between(1, 9)),
        transfer_batch=some(products, between(1, 4)),
        maintenance=some(stations, policy),
        repair_crew=crew,
        crews=each(["oil"], crew),
        quality=section(
            inspection=some(stations, plan),
            on_defect=fate,
        ),
    )


def release(stations):
    """Any rule; under kanban cards for single stations, or for a stage of several."""

    def draw(chance):
        together = chance.sample(stations, k=chance.choice([0, 0, 1, len(stations)]))
        alone = [name for name in stations if name not in together]
        return section(
            rule=among("push", "push", "conwip", "kanban", "kanban", "drum-buffer-rope", "by-date"),
            limit=between(1, 12), stages=among({"together": together} if together else None),
            cards=each([*(alone[1:] or alone), *(["together"] if together else [])], between(1, 5)),
            drum=among(stations[-1]), buffer=hours, lead_time=hours,
        )(chance)  # fmt: skip

    return draw


def charts(chance, specs):
    """Control charts where something passes, and where something is measured."""
    passed = [step for spec in specs.values() for step in spec.get("routing", [])]
    measured = [step for step in passed if "characteristic" in step]
    chart = section(
        n=between(2, 5), every=small, counted_in=among("lots", "units"), interval=maybe(hours),
        limits_from=among("parameters", "samples"), first=between(2, 6), width=among(1, 3),
        run_rules=among(True, False), action=among("warn", "stop", "stop"), cost=money,
        adjustment=section(duration=times, cost=money),
    )  # fmt: skip
    drawn = {}
    if passed:
        drawn["share"] = chart(chance) | {"station": chance.choice(passed)["station"], "kind": "p", "centre": 0.1}
    if measured:
        kind = chance.choice(["x-bar", "x-bar-r", "individuals", "ewma", "cusum"])
        known = {"centre": 10, "sigma": 1, "kind": kind}
        drawn["value"] = chart(chance) | {"station": chance.choice(measured)["station"], **known}
    return some(list(drawn), lambda _: None)(chance) and drawn
