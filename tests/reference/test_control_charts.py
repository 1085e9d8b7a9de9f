"""Control charts kept by the engine signal as often as theory says; signals per sample stand against 1 / ARL."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from opsim.theory import quality

#: Shift of the mean in sigmas -> chart -> average run length in samples, as the cases say.
ARL = {
    0: {
        "shewhart-1": 370.3983473, "cusum-4": 167.6837888, "cusum-5": 465.443506, "ewma-10": 499.5795501,
        "ewma-20": 499.7351222, "ewma-40": 499.9513386, "zones": 91.85826,
    },
    0.5: {
        "shewhart-4": 43.89468172, "cusum-4": 26.63020309, "cusum-5": 37.99614319, "ewma-10": 31.2974352,
        "ewma-20": 41.76439576, "ewma-40": 71.20050201,
    },
    1: {
        "shewhart-1": 43.89468172, "shewhart-4": 6.302962987, "cusum-4": 8.38313187, "cusum-5": 10.37596992,
        "ewma-10": 10.33066516, "ewma-20": 10.5416658, "ewma-40": 14.26276426, "zones": 9.249285,
    },
    1.5: {"shewhart-5": 1.566492682, "ewma-10": 6.084184342, "ewma-20": 5.500648699, "ewma-40": 5.874941763},
    2: {
        "shewhart-5": 1.075838067, "cusum-4": 3.342770129, "cusum-5": 4.008871061, "ewma-10": 4.362253414,
        "ewma-20": 3.743439061, "ewma-40": 3.521539199, "zones": 3.132305,
    },
    3: {
        "cusum-4": 2.194480909, "cusum-5": 2.573252051, "ewma-10": 2.868003512, "ewma-20": 2.380903484,
        "ewma-40": 2.018629565,
    },
}  # fmt: skip
#: Kind of chart -> reference case.
CASES = {
    "shewhart": "C-shewhart-arl-s", "cusum": "C-cusum-arl-s", "ewma": "C-ewma-arl-s", "zones": "C-western-electric",
}  # fmt: skip
#: Shift -> hours of a short and of a full run: where signals are rare it takes long to see many.
HOURS = {0: (100, 600), 0.5: (30, 300), 1: (15, 200), 1.5: (10, 100), 2: (10, 100), 3: (10, 100)}
#: The pilots' half-widths were those of so many runs up to a signal.
PILOT_RUNS, PILOT = 20_000, 0.014
TARGET = "products.part.routing.0.characteristic.target"


def signals_per_sample(name):
    def measure(run):
        samples = run.charts.samples(name)
        return float(np.isin(run.signals["sample"], samples).sum()) / len(samples)

    return measure


@pytest.mark.parametrize("shift", ARL, ids="off by {} sigma".format)
def test_charts_signal_as_often_as_they_should(study, shift):
    short, full = HOURS[shift]
    found = study(
        "charted", {f"signals per sample, {name}": signals_per_sample(name) for name in ARL[shift]},
        short=(10, short), full=(20, full), warm_up=0, changes={TARGET: shift},
    )  # fmt: skip
    for name, length in ARL[shift].items():
        units = int(name[-1]) if name.startswith("shewhart") else 1
        runs = 20 * full * 60 / units / length
        pilot = PILOT / length * max((PILOT_RUNS / runs) ** 0.5, 1)
        case = CASES[name.split("-")[0]]
        found[f"signals per sample, {name}"].must_be(1 / length, within=0.3, pilot=pilot, case=case)


def p_chart(defects):
    chart = {"station": "machine", "kind": "p", "n": 50, "centre": 0.2313}
    return {
        "production.lot_size.part": 50, "products.part.routing.0.time": "1 min", "products.part.routing.0.per": "lot",
        "products.part.routing.0.defects": defects, "production.quality.charts": {"share": chart},
    }  # fmt: skip


@pytest.mark.case("C-pchart-s")
@pytest.mark.parametrize(
    ("defects", "length"), [(0.2313, 385.7479095), (0.3, 20.93439178)], ids=["23.13 % defective", "30 % defective"]
)
def test_a_p_chart_signals_as_often_as_it_should(study, defects, length):
    limits = quality.p_chart_limits(0.2313, 50)
    assert quality.p_chart_run_length(limits, 50, defects).mean == pytest.approx(length)
    found = study(
        "charted", {"signals per sample": signals_per_sample("share")}, short=(10, 40), full=(20, 400), warm_up=0,
        changes=p_chart(defects),
    )  # fmt: skip
    found["signals per sample"].must_be(1 / length, within=0.3, pilot=2 * (length / (20 * 400 * 60)) ** 0.5 / length)


def test_a_p_chart_is_drawn_with_its_limits(scenario, replicated):
    limits = []
    replicated(scenario("charted", {"clock.horizon": "1 h", **p_chart(0.2313)}), {"of": lambda run: limits.append(
        run.charts.chart("share", 0).lines[0]
    ) or 0.0}, 1)  # fmt: skip
    assert (limits[0].upper[-1], limits[0].lower[-1]) == pytest.approx((0.4101967741, 0.05240322585))


@pytest.mark.parametrize(
    ("limits", "cp", "cpk"),
    [
        ({"target": 74.001, "sigma": 0.0099, "lower": 73.95, "upper": 74.05}, 1.683501684, 1.64983165),
        ({"target": 1.5, "sigma": 1, "lower": -6, "upper": 6}, 2.0, 1.5),
    ],
    ids=["C-cpk", "C-cpk-h"],
)
def test_capability_is_found_from_measured_units(study, request, limits, cp, cpk):
    measures = {
        "Cp": lambda run: run.charts.capability["rings"].cp,
        "Cpk": lambda run: run.charts.capability["rings"].cpk,
        "in the interval": lambda run: float(
            run.charts.capability["rings"].cpk_interval.low < cpk < run.charts.capability["rings"].cpk_interval.high
        ),
    }
    assert quality.capability(limits["lower"], limits["upper"], limits["target"], limits["sigma"]).cpk == (
        pytest.approx(cpk)
    )
    found = study(
        "charted", measures, short=(20, 20), full=(40, 200), warm_up=0,
        changes={
            "products.part.routing.0.characteristic": limits,
            "production.quality.charts": {"rings": {"station": "machine", "kind": "x-bar-r", "n": 5}},
        },
    )  # fmt: skip
    case = "C-cpk-h" if "C-cpk-h" in request.node.name else "C-cpk"
    found["Cp"].must_be(cp, within=0.02, case=case)
    found["Cpk"].must_be(cpk, within=0.02, case=case)
    assert sum(found["in the interval"].values) >= 0.8 * len(found["in the interval"].values)


def test_the_values_above_are_those_of_the_cases(expected_of):
    known = {
        *expected_of("C-shewhart-arl-s")["ARL"], *expected_of("C-cusum-arl-s")["ARL_h4"],
        *expected_of("C-cusum-arl-s")["ARL_h5"], *itertools.chain(*expected_of("C-ewma-arl-s")["ARL"]),
        *expected_of("C-western-electric")["ARL_monte_carlo"].values(),
    }  # fmt: skip
    assert {length for lengths in ARL.values() for length in lengths.values()} <= known
    p = expected_of("C-pchart-s")
    assert (p["ARL0"], p["ARL1"], p["UCL"], p["LCL"]) == (385.7479095, 20.93439178, 0.4101967741, 0.05240322585)
    assert (expected_of("C-cpk")["Cpk"], expected_of("C-cpk-h")["Cpk"]) == (1.64983165, 1.5)
