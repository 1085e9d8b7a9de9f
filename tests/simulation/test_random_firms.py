"""Random firms keep every invariant: over all that a scenario can say, with decisions and shocks, run for some weeks.

A firm is drawn section by section as plain data, from one number, and read like a file. Where a draw contradicts itself
(the reader says so) it is thrown away. Rings of full buffers and of cards are deadlocks, which end a run early; in half
of the firms all routings only go on, so that buffers and cards last.
"""

from __future__ import annotations

import json
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import opsim
from opsim.errors import ScenarioError
from opsim.ledgers.history import Decision
from opsim.results.run import Run
from opsim.scenario.production import Dispatch
from opsim.simulation.run import simulate

DAY = 86_400_000


# How things are drawn: each of these returns a callable that takes the source of chance.


def among(*values):
    return lambda chance: chance.choice(values)


def between(low, high):
    return lambda chance: chance.randint(low, high)


def maybe(thing, share=0.4):
    return lambda chance: thing(chance) if chance.random() < share else None


def section(**parts):
    """A section of a scenario; a part that is drawn as None is left out."""

    def draw(chance):
        drawn = {key: part(chance) for key, part in parts.items()}
        return {key: value for key, value in drawn.items() if value is not None}

    return draw


def each(names, thing):
    return lambda chance: {name: thing(chance) for name in names}


def some(names, thing):
    return lambda chance: {name: thing(chance) for name in names if chance.random() < 0.4}


share = among(0, 0, 0.05, 0.3)
money = among(0, 0.07, 1, 12.5, 300)
small = between(1, 4)
hours = among("1 h", "7 h", "1 day", "40 h", "1 week")
minutes = among(
    "5 min", "90 s", "triangular(3, 9, 20) min", "gamma(mean=25, sd=20) min", "exponential(12) min", "normal(6, 4) min",
    "lognormal(8, 4) min", "erlang(3, 20) min", "weibull(1.5, 14) min", "uniform(1, 30) min",
    "hyperexponential(0.3, 5, 30) min", "geometric(7) min", "empirical(2, 3, 50) min",
)  # fmt: skip
times = among("2 h", "0 h", "exponential(9) h", "gamma(mean=30, sd=25) h", "uniform(0, 3) days", "6 days")
lives = among("exponential(12) h", "weibull(2, 30) h", "9 h", "gamma(mean=50, sd=20) h")
arrivals = among(
    "never", "every 3 h", "every 1 day", "poisson(12) per day", "poisson(40) per week", "every gamma(mean=4, sd=3) h",
    "every uniform(0, 9) h",
)  # fmt: skip
sizes = among("1", "3", "poisson(2)", "geometric(3)", "empirical(1, 1, 10)")

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
SHIFTS = among("always", "day", "late", "odd")


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
    for name in floor["transfer_batch"]:
        for spec in specs[name].get("routing", []):
            spec["per"] = "unit"
    return floor


def order_of_work(chance):
    """A short plan: orders that come early, and steps that they may or may not have here."""
    return [f"{chance.randint(0, 9)}/{chance.randint(1, 3)}" for _ in range(chance.randint(0, 6))]


def attendance(skills):
    """Plain operators, mostly; or some who come only now and then, or mind several machines."""
    plain = section(skill=among(*skills), count=between(1, 2))
    special = section(
        skill=among(*skills), count=between(1, 2), needed_for=among("all", "set-up", "run", "loading"),
        machines_per_person=between(1, 3),
    )  # fmt: skip
    return lambda chance: (special if chance.random() < 0.4 else plain)(chance)


def team(skills, rule):
    """A team of plain people, or one with levels, cross-training, absence, overtime and training."""
    plain = section(people=among(0, 1, 2, 3, 8), wage=money, shift=among("always", "day", "odd"))
    training = section(lasts=hours, at_once=between(1, 3), cost=money)
    special = section(
        people=among(0, 1, 2, 3, 8), wage=money, shift=among("always", "day", "odd", "split"), absence=share,
        level=among(1, 0.7, 1.5), skills=some(skills, among(0.5, 1.2)), absence_paid=among(True, False),
        overtime=maybe(lambda _chance: rule, 0.5), training=training,
    )  # fmt: skip
    return lambda chance: (special if chance.random() < 0.5 else plain)(chance)


def agreed(teams, needed):
    """Let teams that share a skill keep the same hours, and leave out what nobody needs or they can do anyway."""
    first = next(iter(teams.values()))
    for name, spec in teams.items():
        spec["skills"] = {skill: level for skill, level in spec.get("skills", {}).items() if skill in needed - {name}}
    if any(spec["skills"] for spec in teams.values()):
        for spec in teams.values():
            spec["shift"] = first["shift"]
            spec["overtime"] = first.get("overtime", {})
    return teams


def failure_modes(chance):
    """One mode alone, or a list of some; parts are products or materials that every firm has."""
    if chance.random() < 0.5:
        return failure(0)(chance)
    return [failure(number)(chance) for number in range(chance.randint(1, 3))]


def failure(number):
    def draw(chance):
        drawn = section(
            mode=among(f"mode-{number}"), time_between=lives, repair=times, clock=among("operating", "calendar"),
            cost=money, job=among("resume", "restart", "scrap-unit", "scrap-lot"), skill=among(None, "oil"),
            parts=among(None, None, {"product-0": 1}), age_left_of=among("whole-age", "last-stretch"),
            renews=among("machine", "mode"),
        )(chance)  # fmt: skip
        if drawn["time_between"].startswith(("exponential", "weibull")):
            drawn["age_left"] = chance.choice([0, 0.5, 1])
        if chance.random() < 0.2:
            drawn |= {"clock": "wear", "limit": chance.choice([2, 30]), "renews": "machine", "age_left": 0.3}
            drawn["age_left_of"] = "whole-age"
            del drawn["time_between"]
        return drawn

    return draw


def wear(chance):
    by_calendar = chance.random() < 0.2
    spoils = {} if by_calendar else section(
        drift_per_hour=among(0, 0.1), defects_per_hour=among(0, 0.01), slow_per_hour=among(0, 0, 0.02)
    )(chance)  # fmt: skip
    return spoils | section(
        process=among("steady", "gamma", "steps"), rate=among(0.3, 1), sd=among(0.5, 2),
        clock=among("calendar" if by_calendar else "operating"),
    )(chance)  # fmt: skip


def policy(chance):
    drawn = section(
        policy=among("age", "run-to-failure", "calendar", "condition"), every=hours, duration=times, cost=money,
        opportune=among("0 h", "0 h", "30 min", "6 h"), starts=among("when-due", "with-the-crew"),
        threshold=among(0, 1, 20), inspection=among("0 h", "0 h", "exponential(1) h"), inspection_cost=money,
        skill=among(None, "oil"), parts=among(None, None, {"product-0": 2}), age_left=among(0, 0, 0, 0, 0.4),
    )(chance)  # fmt: skip
    if drawn["every"] == "1 h" and drawn["opportune"] == "6 h":
        del drawn["opportune"]
    return drawn


def crew(chance):
    if chance.random() < 0.4:
        return {}
    return section(
        people=between(1, 2), wage=among(0, 12.5), shift=among("always", "day"),
        first=among("first-come", "failures", "shortest"),
    )(chance)  # fmt: skip


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


def replenishment():
    return section(
        policy=among("r-Q", "s-S", "base-stock", "periodic"), r=between(-5, 20), Q=between(1, 30),
        s=between(-5, 10), S=between(11, 40), service_target=maybe(among(0.5, 0.95)), cover=hours,
        review=hours, trigger=among("at-or-below", "below"), one_outstanding=among(True, False),
        opening=between(0, 40), opening_cost=maybe(money), holding=share, holding_per_unit=money,
    )  # fmt: skip


def supplier():
    return section(
        price=money, order_cost=money, lead_time=times, quoted=maybe(hours), minimum=between(1, 20), defects=share,
        share=among(1, 0.5, 2),
    )  # fmt: skip


def demand():
    season = section(amplitude=among(0.2, 1), peak=among("2026-02-01"))
    return section(
        arrivals=arrivals, size=sizes, trend=among(0, 0.1, -0.5), ramp=maybe(hours), season=maybe(season),
    )  # fmt: skip


def operations(products, made, items, skills):
    bought = [item for item in items if item not in made]
    contract = section(
        price=money, quoted=among("1 h", "1 day"), latest=among("2 days", "1 week"), priority=maybe(between(0, 2)),
    )  # fmt: skip
    orders = section(
        mode=among("to-stock", "to-order"), promise=hours, patience=maybe(times), late_discount=share,
        contracts=each(["gold"], contract), contract=among(None, None, "gold"),
        refuse_above=maybe(between(0, 20)), quoting=among("constant", "total-work", "queue"), quote_factor=small,
        quote_per_order=hours, bears=maybe(times, 0.2), refuse_when_full=among(False, False, False, True),
    )  # fmt: skip
    delivery = section(
        mode=among("at-once", "carrier"), every=hours, transit=times, cost_per_trip=money, cost_per_order=money,
        cost_per_unit=money,
    )  # fmt: skip
    returns = section(
        delay=times, share=among(0.5, 1), remedy=among("repair", "refund", "replacement")
    )  # fmt: skip
    loan = section(amount=among(0, 500), limit=among(2000), interest=share, fee=share)
    finance = section(
        opening_cash=among(-2000, 0, 700, 50_000, 1_000_000), terms_customers=among("0 h", "30 h", "2 weeks"),
        terms_suppliers=among("0 h", "5 days"), credit_line=among(0, 5000),
        insolvent_after=among(None, None, "5 days"), interest=share, interest_on_cash=share, tax=share,
        energy_price=money, overheads=money, equipment_value=among(1, 0.5, 0), loan=loan,
    )  # fmt: skip
    rule = {"above": 1, "most": "3 h", "premium": 0.5}
    return section(
        market=each(products, demand()),
        orders=orders,
        reputation=section(start=share, memory=hours, effect_on_demand=among(0, 0.5, 1)),
        forecasting=section(method=among("naive", "moving-average", "ses", "holt"), review=hours, window=small),
        inventory=each(items, replenishment()),
        storage=section(places=maybe(between(0, 50)), overflow_cost=money),
        purchasing=each(bought, section(near=supplier(), far=maybe(supplier()))),
        goods_in=section(
            inspect=among(True, False), cost=money, only_with_cash=among(True, False),
            pay=among("on-terms", "when-ordered"),
        ),
        returns=maybe(returns),
        delivery=delivery,
        teams=each(skills, team(skills, rule)),
        finance=finance,
    )  # fmt: skip


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
    floor = fitting_ovens(production(products, stations, families, skills, only_on)(chance))
    floor = fitting_lots(floor, specs)
    if kept := charts(chance, specs):
        floor["quality"]["charts"] = kept
    outside = operations(products, made, [*products, *materials], skills)(chance)
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


def read(firm):
    try:
        return opsim.read(json.dumps(firm))
    except ScenarioError:
        assume(False)


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


def played(scenario, decisions, number):
    """Run a firm that was drawn, unless chance has asked for what cannot be."""
    try:
        return Run(simulate(scenario, decisions, seed=number))
    except ScenarioError:  # a decision that does not fit what an earlier one has left
        assume(False)


def keeps_every_invariant(number):
    scenario, decisions = story(number)
    run = played(scenario, decisions, number)
    broken = [name for name, holds in run.invariants.items() if not holds]
    assert not broken, (broken, run.partial)


#: Each number is another firm, so there is nothing to shrink.
settings.register_profile(
    "firms",
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FIRMS = settings.get_profile("firms")


@settings(FIRMS, max_examples=100)
@given(number=st.integers(0, 10**9))
def test_random_firms_keep_every_invariant(number):
    keeps_every_invariant(number)


def money_until(run, at_ms):
    """List what was posted before a time."""
    columns, kinds = run.history.tables["money"], run.history.names.kinds
    kind, cents = (columns[name][columns["time"] < at_ms].tolist() for name in ("kind", "cents"))
    return list(zip([kinds[each] for each in kind], cents, strict=True))


@settings(FIRMS, max_examples=20)
@given(number=st.integers(0, 10**9))
def test_half_the_time_is_the_first_half(number):
    scenario, decisions = story(number)
    half = scenario.clock.horizon // 2
    whole = played(scenario, decisions, number)
    first = Run(simulate(scenario, [decision for decision in decisions if decision.at_ms <= half], number, until=half))
    assert all(first.invariants.values())
    assert money_until(first, first.history.end_ms) == money_until(whole, first.history.end_ms)


@pytest.mark.slow
@settings(FIRMS, max_examples=3000)
@given(number=st.integers(10**9, 10**10))
def test_many_random_firms_keep_every_invariant(number):
    keeps_every_invariant(number)
