"""Production lines: CONWIP, blocking, failures."""

from __future__ import annotations

import numpy as np
import pytest

import opsim
from opsim.theory import lines

PENNY_FAB_1 = [lines.WorkCentre(2)] * 4
PENNY_FAB_2 = [lines.WorkCentre(2), lines.WorkCentre(5, 2), lines.WorkCentre(10, 6), lines.WorkCentre(3, 2)]

#: Lots allowed on the floor -> throughput per h of the best case.
BEST_1 = {1: 0.125, 2: 0.25, 3: 0.375, 4: 0.5, 5: 0.5, 6: 0.5, 8: 0.5, 10: 0.5}
BEST_2 = {1: 0.05, 4: 0.2, 7: 0.35, 8: 0.4, 10: 0.4, 16: 0.4, 20: 0.4}
#: Lots allowed -> throughput per h with exponential times, by Buzen's convolution.
PRACTICAL_WORST_1 = {1: 0.125, 4: 0.2857142857, 10: 0.3846153846}
EXPONENTIAL_2 = {4: 0.1881832144, 8: 0.310219258, 12: 0.3632269646, 20: 0.3935678201}
#: Stations, places between them -> throughput per h of a balanced line with exponential times of 1 h.
BUFFERED = {
    (2, 0): 0.6666666667, (2, 1): 0.75, (2, 2): 0.8, (3, 0): 0.5641025641, (3, 1): 0.6704661583, (3, 2): 0.7340166721,
    (3, 4): 0.8074859097, (4, 0): 0.5147754893, (4, 1): 0.6311526854, (4, 4): 0.7817760224, (5, 0): 0.4857981216,
    (5, 2): 0.6804894774, (6, 0): 0.466713263,
}  # fmt: skip


def per_hour(run):
    return run.kpis["flow.throughput_per_day"] / 24


def routing(*times):
    return [{"station": f"m{number}", "time": time} for number, time in enumerate(times, 1)]


def parts_out(run):
    return int(run.lots["good"].sum())


@pytest.mark.case("L-pennyfab1")
@pytest.mark.parametrize("limit", BEST_1, ids="limit {}".format)
def test_penny_fab_one_reaches_its_best_case(scenario, exactly, limit):
    run = opsim.simulate(scenario("penny-fab-1", {"production.release.limit": limit})).verify()
    best = lines.best_case(PENNY_FAB_1, limit)
    assert best.throughput == BEST_1[limit]
    exactly("throughput per h", per_hour(run), best.throughput, rel=1e-12)
    exactly("cycle time, h", run.kpis["flow.cycle_time_h"], best.cycle_time, rel=1e-12)
    assert run.kpis["flow.wip"] == pytest.approx(limit, rel=1e-12)


@pytest.mark.case("L-pennyfab1")
@pytest.mark.parametrize("pennies", [1, 4, 10])
def test_penny_fab_one_is_at_its_worst_when_all_move_together(scenario, exactly, pennies):
    changes = {"production.release.limit": 1, "production.lot_size.penny": pennies, "clock.horizon": "8201.5 h"}
    run = opsim.simulate(scenario("penny-fab-1", changes))
    exactly("worst throughput per h", per_hour(run), lines.worst_case(PENNY_FAB_1, pennies).throughput, rel=0.005)
    exactly("worst cycle time, h", run.kpis["flow.cycle_time_h"], 8 * pennies, rel=1e-12)


@pytest.mark.case("L-pennyfab2")
@pytest.mark.parametrize("limit", BEST_2, ids="limit {}".format)
def test_penny_fab_two_reaches_its_best_case(scenario, exactly, limit):
    run = opsim.simulate(scenario("penny-fab-2", {"production.release.limit": limit}))
    best = lines.best_case(PENNY_FAB_2, limit)
    assert best.throughput == pytest.approx(BEST_2[limit])
    exactly("throughput per h", per_hour(run), best.throughput, rel=0.004)
    exactly("cycle time, h", run.kpis["flow.cycle_time_h"], best.cycle_time, rel=0.004)


@pytest.mark.case("L-pennyfab1")
@pytest.mark.parametrize("limit", PRACTICAL_WORST_1, ids="limit {}".format)
def test_random_times_bring_penny_fab_one_to_its_practical_worst_case(study, limit):
    found = study(
        "penny-fab-1",
        {"throughput": per_hour, "cycle time": "flow.cycle_time_h"},
        short=(10, 4_000), full=(12, 12_000),
        changes={
            "production.release.limit": limit,
            **{f"products.penny.routing.{step}.time": "exponential(2) h" for step in range(4)},
        },
    )  # fmt: skip
    worst = lines.practical_worst_case(PENNY_FAB_1, limit)
    assert worst.throughput == pytest.approx(PRACTICAL_WORST_1[limit])
    found["throughput"].must_be(worst.throughput, within=0.05, pilot=0.002955)
    found["cycle time"].must_be(worst.cycle_time, within=0.05)


@pytest.mark.case("L-pennyfab2-exp")
@pytest.mark.parametrize("limit", EXPONENTIAL_2, ids="limit {}".format)
def test_penny_fab_two_with_random_times_is_a_closed_network(study, limit):
    times = ["exponential(2) h", "exponential(5) h", "exponential(10) h", "exponential(3) h"]
    found = study(
        "penny-fab-2",
        {"throughput": per_hour, "cycle time": "flow.cycle_time_h"},
        short=(10, 3_000), full=(12, 12_000),
        changes={
            "production.release.limit": limit,
            **{f"products.penny.routing.{step}.time": time for step, time in enumerate(times)},
        },
    )  # fmt: skip
    exact = lines.closed_network(PENNY_FAB_2, limit)
    assert exact.throughput == pytest.approx(EXPONENTIAL_2[limit])
    found["throughput"].must_be(exact.throughput, within=0.05, pilot=0.002955)
    found["cycle time"].must_be(exact.cycle_time, within=0.05)


@pytest.mark.case("L-expline-table")
@pytest.mark.parametrize(("stations", "places"), BUFFERED, ids=[f"{n} machines, {b} places" for n, b in BUFFERED])
def test_blocking_costs_a_line_of_random_machines_its_throughput(study, stations, places):
    found = study(
        "buffered-line",
        {"throughput": per_hour},
        short=(10, 1_600), full=(12, 35_000),
        changes={
            "products.part.routing": routing(*["exponential(1) h"] * stations),
            "production.stations.*.buffer": places, "production.stations.m1.buffer": None,
        },
    )  # fmt: skip
    found["throughput"].must_be(BUFFERED[stations, places], within=0.03, pilot=0.002962)


@pytest.mark.case("L-expline-unbal-4")
def test_an_unbalanced_line_with_places_for_two(study):
    found = study(
        "buffered-line",
        {
            "throughput": per_hour,
            "work in the line": lambda run: run.kpis["flow.wip"] - run.kpis["station.queue.m1"],
        },
        short=(10, 3_000), full=(12, 33_000),
        changes={
            "products.part.routing": routing(*(f"exponential({mean}) h" for mean in (1, 1.2, 0.8, 1.1))),
            "production.stations.*.buffer": 2, "production.stations.m1.buffer": None,
        },
    )  # fmt: skip
    exact = lines.exponential_line([1, 1 / 1.2, 1 / 0.8, 1 / 1.1], [2, 2, 2])
    assert (exact.throughput, exact.mean_wip) == pytest.approx((0.6704703524, 6.250170054))
    found["throughput"].must_be(0.6704703524, within=0.02, pilot=0.001798)
    found["work in the line"].must_be(6.250170054, within=0.05)


@pytest.mark.parametrize(("case", "line"), [
    ("L-simantha-det", (["1 h"], 0, 1_000, 1_000)),
    ("L-simantha-det", (["1 h", "1 h"], 5, 1_000, 999)),        # the first part leaves at 2 h, then one each hour
    ("L-simantha-det", (["1 h", "1 h"], 5, 7 * 24 * 60, 10_079)),
    ("L-simantha-det-h", (["2 h", "3 h"], 4, 600, 199)),        # the first part leaves at 5 h, then one every 3 h
], ids=["one machine", "1000 h", "a week of minutes", "2 h and 3 h"])  # fmt: skip
def test_a_line_without_chance_makes_exactly_so_many_parts(scenario, exactly, case, line):
    times, places, hours, parts = line
    changes = {
        "products.part.routing": routing(*times), "production.stations.m2.buffer": places,
        "clock.horizon": f"{hours} h", "clock.warm_up": "0 h",
    }  # fmt: skip
    exactly("parts", parts_out(opsim.simulate(scenario("buffered-line", changes)).verify()), parts, rel=0, case=case)


@pytest.mark.case("L-buzacott0")
def test_a_line_without_buffers_stands_with_any_of_its_machines(study):
    found = study("transfer-line", {"throughput": per_hour}, short=(10, 2_500), full=(20, 100_000), warm_up=0)
    machines = [
        lines.UnreliableMachine(1 / up, 1 / down)
        for up, down in zip([100, 80, 120, 60, 200], [5, 4, 10, 3, 8], strict=True)
    ]
    assert lines.line_without_buffers(machines) == pytest.approx(0.7853403141)
    found["throughput"].must_be(0.7853403141, within=0.03, pilot=0.002081)


#: Failure and repair probabilities of two machines in a cycle and room for parts between them -> parts per cycle and
#: parts between the machines; the first four are the points of L-gershwin2-s.
PAIRS = {
    (0.01, 0.1, 0.01, 0.1, 4): (0.8409361365, 2.0),
    (0.01, 0.1, 0.01, 0.1, 10): (0.8561749307, 5.0),
    (0.01, 0.1, 0.01, 0.1, 50): (0.887844689, 25.0),
    (0.05, 0.2, 0.02, 0.1, 8): (0.7284380497, 3.099837163),
    (0.03, 0.15, 0.04, 0.3, 6): None,
    (0.02, 0.25, 0.08, 0.4, 3): None,
}


def parts_between(run):
    """Mean number of parts that the first machine has done and the second one has not, after the warm-up."""
    low, high = run.scenario.clock.warm_up, run.history.end_ms
    done = [np.sort(run.operations["end"][run.operations["step"] == step]) for step in (0, 1)]
    areas = [int((high - np.clip(times[times < high], low, high)).sum()) for times in done]  # counted from each on
    return (areas[0] - areas[1]) / (high - low)


@pytest.mark.case("L-gershwin2-s")
@pytest.mark.parametrize("point", PAIRS, ids=str)
def test_two_machines_that_fail_at_work_and_a_buffer(study, point):
    """Buzacott's line: a machine that is starved or blocked cannot fail; up and down for geometric times."""
    fail1, repair1, fail2, repair2, room = point
    found = study(
        "unreliable-pair", {"throughput": per_hour, "parts between": parts_between},
        short=(10, 5_000), full=(12, 60_000),
        changes={
            "production.stations.m2.buffer": room - 2,
            **{
                f"production.stations.{name}.failures": {
                    "time_between": f"geometric({1 / fail:.9g}) h", "repair": f"geometric({1 / repair:.9g}) h",
                    "clock": "operating",
                }
                for name, fail, repair in (("m1", fail1, repair1), ("m2", fail2, repair2))
            },
        },
    )  # fmt: skip
    machines = lines.UnreliableMachine(fail1, repair1), lines.UnreliableMachine(fail2, repair2)
    exact = lines.deterministic_pair(*machines, room)
    if PAIRS[point] is not None:
        assert (exact.efficiency, exact.mean_in_buffer) == pytest.approx(PAIRS[point])
    found["throughput"].must_be(exact.efficiency, within=0.05, pilot=0.006189)
    found["parts between"].must_be(exact.mean_in_buffer, within=0.35)
    low, high = lines.pair_bounds(machines)
    assert low < exact.efficiency < high


#: Failure and repair rates of two machines and room between them -> parts per cycle; the first three are the points of
#: L-lm-exponential.
FLUID = {
    (0.05, 0.5, 0.05, 0.5, 5.0): 0.8742931709,
    (0.02, 0.2, 0.05, 0.4, 10.0): 0.8608216024,
    (0.1, 0.5, 0.08, 0.5, 2.0): 0.7657388588,
    (0.04, 0.3, 0.02, 0.25, 8.0): None,
}
#: So many small parts make one of the fluid: the line of parts differs from it by 1 / (room x repair time), both in
#: small parts, which is less than the intervals here.
SMALL = 10


@pytest.mark.case("L-lm-exponential")
@pytest.mark.parametrize("point", FLUID, ids=str)
def test_a_fluid_through_two_machines_that_fail_at_any_time(study, point):
    fail1, repair1, fail2, repair2, room = point
    found = study(
        "unreliable-pair", {"throughput": lambda run: per_hour(run) / SMALL}, short=(10, 600), full=(12, 12_000),
        changes={
            "products.part.routing.0.time": f"{60 // SMALL} min", "products.part.routing.1.time": f"{60 // SMALL} min",
            "production.stations.m2.buffer": round(room * SMALL) - 2,
            **{
                f"production.stations.{name}.failures": {
                    "time_between": f"exponential({1 / fail:.9g}) h", "repair": f"exponential({1 / repair:.9g}) h",
                    "clock": "calendar",
                }
                for name, fail, repair in (("m1", fail1, repair1), ("m2", fail2, repair2))
            },
        },
    )  # fmt: skip
    machines = lines.UnreliableMachine(fail1, repair1), lines.UnreliableMachine(fail2, repair2)
    exact = lines.continuous_pair(*machines, room)
    assert FLUID[point] is None or exact == pytest.approx(FLUID[point])
    # a third of the case's run of 40,000 cycles: its pilot's half-width grows by the root of that
    found["throughput"].must_be(exact, within=0.05, pilot=0.001903 * (40 / 12) ** 0.5)


@pytest.mark.parametrize(("rule", "places"), [("push", 0), ("push", 3), ("conwip", 0), ("conwip", 3)])
def test_a_first_station_with_few_places_is_filled_as_soon_as_there_is_room(scenario, rule, places):
    """The first machine is the fast one: whenever it has room, the next job must come at once."""
    changes = {
        "products.part.routing": routing("1 h", "3 h"), "production.release.rule": rule,
        "production.stations.m1.buffer": places, "production.stations.m2.buffer": 50,
        "clock.horizon": "40 h", "clock.warm_up": "0 h",
    }  # fmt: skip
    run = opsim.simulate(scenario("buffered-line", changes))
    starts = np.sort(run.operations["start"][run.operations["step"] == 0])
    assert starts[:30].tolist() == [hour * 3_600_000 for hour in range(30)]


def test_the_throughputs_above_are_those_of_the_cases(expected_of):
    table = expected_of("L-expline-table")["throughput"]
    assert {f"N{n}_b{b}": value for (n, b), value in BUFFERED.items()} == pytest.approx(table, rel=1e-9)
    assert {row["w"]: row["best_TH"] for row in expected_of("L-pennyfab1")["table"]} == pytest.approx(BEST_1)
    assert {row["w"]: row["best_TH"] for row in expected_of("L-pennyfab2")["table"]} == pytest.approx(BEST_2)
    pwc = {row["w"]: row["pwc_TH"] for row in expected_of("L-pennyfab1")["table"]}
    assert {limit: pwc[limit] for limit in PRACTICAL_WORST_1} == pytest.approx(PRACTICAL_WORST_1)
    exponential = expected_of("L-pennyfab2-exp")["TH"]
    assert {int(limit): value for limit, value in exponential.items()} == pytest.approx(EXPONENTIAL_2)
    assert expected_of("L-expline-unbal-4")["throughput"] == pytest.approx(0.6704703524)
    assert expected_of("L-buzacott0")["E0"] == pytest.approx(0.7853403141)
    pairs = expected_of("L-gershwin2-s")
    assert [row for row in PAIRS.values() if row] == list(zip(pairs["E"], pairs["nbar"], strict=True))
    assert [row for row in FLUID.values() if row] == expected_of("L-lm-exponential")["PR"]
