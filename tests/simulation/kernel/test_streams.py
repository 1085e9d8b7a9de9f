"""Streams of chance: keyed by name, whole numbers, never below 0, with the mean and spread that was asked for."""

from __future__ import annotations

import math
from itertools import islice

import numpy as np
import pytest
from pydantic import TypeAdapter

from opsim.errors import ModelError
from opsim.scenario.quantities import Count, Gaps, Time
from opsim.simulation.kernel.streams import SAMPLERS, Streams

HOUR = 3_600_000
time_distribution, arrival_gaps, count_distribution = (
    TypeAdapter(kind).validate_python for kind in (Time, Gaps, Count)
)
REPAIR = time_distribution("exponential(3) h")

#: One or two of each kind, in hours, so that rounding to whole ms does not show.
TIMES = (
    "exponential(2) h", "triangular(1, 2, 6) h", "triangular(2, 2, 2) h", "normal(9, 1) h", "lognormal(mean=5, sd=4) h",
    "gamma(mean=5, sd=4) h", "gamma(mean=5, sd=9) h", "erlang(3, 6) h", "weibull(1.6, 7) h", "weibull(0.8, 7) h",
    "uniform(2, 7) h", "hyperexponential(0.3, 1, 9) h", "empirical(1, 1, 4, 10) h", "4 h",
    "exponential(rate=0.5) h", "triangular(mean=5, sd=2) h", "normal(mu=1, sigma=2) h", "lognormal(mu=1, sigma=0.7) h",
    "gamma(shape=0.5, scale=4) h", "erlang(k=3, rate=0.5) h", "erlang(mean=6, sd=3) h", "weibull(shape=2, scale=5) h",
    "weibull(mean=7, sd=9) h", "uniform(mean=5, sd=1) h", "hyperexponential(mean=4, sd=8) h", "pert(3, 4, 9) h",
    "pert(3, 3, 3) h", "beta(2, 3, 1, 9) h", "empirical(1:5, 4:0, 10:1.5) h",
)  # fmt: skip
COUNTS = ("poisson(3)", "geometric(4)", "geometric(p=0.2)", "uniform(100, 300)", "empirical(1, 1, 10)",
          "empirical(1:3, 12:1)", "7")  # fmt: skip

#: Parameters for the kinds that do not take a mean and a spread.
PARAMETERS = {
    "exponential": (2.0,), "triangular": (1.0, 2.0, 6.0), "uniform": (2.0, 7.0), "empirical": (1.0, 4.0, 10.0),
    "hyperexponential": (0.3, 1.0, 9.0), "poisson": (3.0,), "geometric": (4.0,), "pert": (1.0, 2.0, 6.0),
    "beta": (2.0, 3.0, 1.0, 9.0), "weighted": (1.0, 4.0, 9.0, 0.0, 3.0, 0.5), "lognormal(mu, sigma)": (1.0, 0.5),
}  # fmt: skip


def drawn(streams, entity, purpose="repair", count=8, distribution=REPAIR):
    draw = streams.whole(distribution, entity, purpose)
    return [next(draw) for _ in range(count)]


def test_one_name_always_draws_the_same():
    assert drawn(Streams(1, 0), "paint") == drawn(Streams(1, 0), "paint")


def test_another_name_purpose_seed_or_replication_draws_otherwise():
    first = drawn(Streams(1, 0), "paint")
    assert first != drawn(Streams(1, 0), "saw")
    assert first != drawn(Streams(1, 0), "paint", "life")
    assert first != drawn(Streams(2, 0), "paint")
    assert first != drawn(Streams(1, 1), "paint")


def test_names_are_told_apart_where_they_run_together():
    assert drawn(Streams(1, 0), "a", "bc") != drawn(Streams(1, 0), "ab", "c")
    assert drawn(Streams(1, 12), "a") != drawn(Streams(11, 2), "a")


def test_adding_and_reordering_leaves_other_streams_alone():
    alone = drawn(Streams(1, 0), "paint")
    crowded = Streams(1, 0)
    for entity in ("saw", "pack", "a new machine"):
        drawn(crowded, entity, count=100)
    assert drawn(crowded, "paint") == alone


def test_draws_in_turn_are_those_of_each_alone():
    streams = Streams(1, 0)
    saw, paint = (streams.whole(REPAIR, entity, "repair") for entity in ("saw", "paint"))
    in_turn = [(next(saw), next(paint)) for _ in range(200)]
    assert [one for one, _ in in_turn] == drawn(Streams(1, 0), "saw", count=200)
    assert [two for _, two in in_turn] == drawn(Streams(1, 0), "paint", count=200)


@pytest.mark.parametrize("kind", sorted(SAMPLERS))
def test_the_size_of_batches_does_not_matter(kind):
    at_once, in_parts = (
        np.concatenate([sample(rng, size) for size in sizes])
        for sizes in ((120,), (1, 2, 17, 100))
        for sample in [SAMPLERS[kind](*PARAMETERS.get(kind, (9.0, 2.0)))]
        for rng in [Streams(1, 0).generator("paint", "repair")]
    )
    assert np.array_equal(at_once, in_parts)


def test_negative_draws_become_zero_and_are_counted():
    streams = Streams(1, 0)
    values = drawn(streams, "paint", count=64, distribution=time_distribution("normal(1, 2) h"))
    assert min(values) == 0
    assert streams.clamped == {"paint repair": values.count(0)}


def test_a_constant_is_no_chance():
    streams = Streams(1, 0)
    assert drawn(streams, "paint", count=3, distribution=time_distribution("90 s")) == [90_000] * 3


def test_nothing_can_be_drawn_from_never():
    with pytest.raises(ModelError, match="customers: nothing can be drawn from 'never'"):
        Streams(1, 0).whole(arrival_gaps("never"), "customers", "arrivals")


def test_a_poisson_stream_of_60_a_week_has_gaps_of_7_days_over_60():
    gaps = drawn(Streams(1, 0), "chairs", count=20_000, distribution=arrival_gaps("poisson(60) per week"))
    assert np.mean(gaps) == pytest.approx(7 * 24 * HOUR / 60, rel=0.03)


@pytest.mark.parametrize("text", [*TIMES, *COUNTS])
def test_mean_and_spread_are_those_of_the_distribution(text):
    distribution = time_distribution(text) if text in TIMES else count_distribution(text)
    draw = Streams(3, 0).whole(distribution, "paint", "repair")
    values = np.fromiter(islice(draw, 30_000), float)
    n, mean, sd = len(values), distribution.mean, distribution.sd
    assert (values == np.rint(values)).all()
    assert abs(values.mean() - mean) <= 4 * sd / math.sqrt(n) + 0.5
    fourth = ((values - values.mean()) ** 4).mean()
    error_of_variance = math.sqrt(max(fourth - sd**4, 0) / n)
    assert abs(values.var() - sd**2) <= 4.5 * error_of_variance + 0.5
