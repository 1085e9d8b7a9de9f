"""How people write time, money, shares and distributions."""

from __future__ import annotations

import contextlib
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsim.errors import ScenarioError
from opsim.scenario import Scenario
from opsim.scenario.distribution_forms import forms_of
from opsim.scenario.distribution_text import arrival_gaps, count_distribution, time_distribution
from opsim.scenario.distributions import KINDS
from opsim.scenario.scalars import plain_scalar
from opsim.units import (
    LONGEST_MS,
    UNIT_MS,
    UnitError,
    cents,
    duration_ms,
    duration_text,
    money_number,
    money_text,
    percent_text,
)

MINUTE, HOUR, DAY, WEEK = 60_000, 3_600_000, 86_400_000, 7 * 86_400_000


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("4 min", 4 * MINUTE),
        ("2 h", 2 * HOUR),
        ("3 days", 3 * DAY),
        ("6 weeks", 6 * WEEK),
        ("90 s", 90_000),
        ("500 ms", 500),
        ("1.5 h", 90 * MINUTE),
        ("1e2 s", 100_000),
        (".5min", 30_000),
        ("8 years", 8 * 365 * DAY),
        ("0 h", 0),
        ("1_800 h", 1_800 * HOUR),
        ("1_234_567.5 s", 1_234_567_500),
    ],
)
def test_a_duration_carries_its_unit(text: str, ms: int) -> None:
    assert duration_ms(text) == ms


@pytest.mark.parametrize(
    "text",
    ["4", "min", "", "4 moons", "4,5 min", "1_00 min", "1000_000 s", "0_100 min", "_100 min", "1__000 s", "1_000_ s",
     "100_ s", "1.000_5 h", "1e1_000 s", "1,000 min", "١_٠٠٠ min", "1 000 min",
     "١٢ min", "４ min", "nan min", "inf h", "1e999 h", "0x10 s",
     "9" * 5_000 + " min", "4 min 3 s", "4 Min", "--4 min", "1e 3 s", "4\n\nmin x"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        duration_ms(text)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(90 * MINUTE, "90 min"), (80 * HOUR, "80 h"), (14 * DAY, "2 weeks"), (DAY, "1 day"), (0, "0 h"), (1, "1 ms")],
)
def test_a_duration_is_shown_in_the_largest_unit_that_divides_it(ms: int, text: str) -> None:
    assert duration_text(ms) == text


def test_thousands_are_set_off_alike_wherever_a_number_stands_in_a_text() -> None:
    assert time_distribution("gamma(mean=1_800, sd=200) h").parameters == (1_800, 200)
    assert arrival_gaps("poisson(1_200) per week").mean == pytest.approx(WEEK / 1_200)
    assert count_distribution("1_000").mean == 1_000
    assert cents("48_000.50") == 4_800_050


@given(st.integers(1_000, 10**12))
def test_a_text_and_a_plain_number_take_the_same_thousands(whole: int) -> None:
    assert cents(f"{whole // 100:_}") == plain_scalar(f"{whole // 100:_}") * 100
    assert duration_ms(f"{whole:_} ms") == whole


@given(st.integers(0, LONGEST_MS))
def test_a_duration_survives_being_written(ms: int) -> None:
    assert duration_ms(duration_text(ms)) == ms


@given(st.decimals(0, 100, places=3), st.sampled_from(sorted(UNIT_MS)))
def test_a_duration_is_exact_to_the_millisecond(amount: Decimal, unit: str) -> None:
    assert abs(duration_ms(f"{amount} {unit}") - amount * UNIT_MS[unit]) <= Decimal("0.5")


@given(st.integers(-(10**12), 10**12))
def test_money_survives_being_written(amount: int) -> None:
    assert cents(money_number(amount)) == amount
    assert cents(money_text(amount).replace(",", "")) == amount


def test_money_and_shares_are_shown_as_people_write_them() -> None:
    assert [money_text(amount) for amount in (1_234_550, 12_900, 30, -5)] == ["12,345.50", "129", "0.30", "-0.05"]
    assert [percent_text(share) for share in (0.015, 0.25, 1.0, 0.001)] == ["1.5 %", "25 %", "100 %", "0.1 %"]


@pytest.mark.parametrize(
    ("text", "kind", "parameters", "mean_min", "sd_min"),
    [
        ("4 min", "constant", (4,), 4, 0),
        ("exponential(5) min", "exponential", (5,), 5, 5),
        ("triangular(3, 4, 8) min", "triangular", (3, 4, 8), 5, math.sqrt(7 / 6)),
        ("triangular(high=8, low=3, mode=4) min", "triangular", (3, 4, 8), 5, math.sqrt(7 / 6)),
        ("uniform(2, 14) min", "uniform", (2, 14), 8, math.sqrt(12)),
        ("normal(mean=9, sd=1) min", "normal", (9, 1), 9, 1),
        ("normal(mu=9, sigma=1) min", "normal", (9, 1), 9, 1),
        ("normal(mean=0, sd=1) min", "normal", (0, 1), 1 / math.sqrt(2 * math.pi), math.sqrt(0.5 - 0.5 / math.pi)),
        ("lognormal(mean=9, sd=2) min", "lognormal", (9, 2), 9, 2),
        ("gamma(9, sd=0) min", "constant", (9,), 9, 0),
        ("erlang(k=4, mean=6) min", "erlang", (4, 6), 6, 3),
        ("weibull(shape=1, mean=6) min", "weibull", (1, 6), 6, 6),
        ("weibull(shape=2, mean=1) min", "weibull", (2, 1), 1, math.sqrt(4 / math.pi - 1)),
        ("hyperexponential(p=0.5, mean1=2, mean2=6) min", "hyperexponential", (0.5, 2, 6), 4, math.sqrt(24)),
        ("empirical(1, 2, 3) min", "empirical", (1, 2, 3), 2, math.sqrt(2 / 3)),
        ("empirical(1:2, 4: 1) min", "weighted", (1, 4, 2, 1), 2, math.sqrt(2)),
        ("exponential(rate=4) min", "exponential", (0.25,), 0.25, 0.25),
        ("triangular(mean=9, sd=1) min", "triangular", (9 - math.sqrt(6), 9, 9 + math.sqrt(6)), 9, 1),
        ("uniform(mean=9, sd=1) min", "uniform", (9 - math.sqrt(3), 9 + math.sqrt(3)), 9, 1),
        ("lognormal(mu=0, sigma=1) min", "lognormal(mu, sigma)", (0, 1), math.exp(0.5), 2.1611974158950877),
        ("gamma(shape=4, scale=2) min", "gamma(shape, scale)", (4, 2), 8, 4),
        ("erlang(k=4, rate=0.5) min", "erlang", (4, 8), 8, 4),
        ("erlang(4, rate=0.5) min", "erlang", (4, 8), 8, 4),
        ("erlang(mean=8, sd=4) min", "erlang", (4, 8), 8, 4),
        ("weibull(shape=1, scale=6) min", "weibull(shape, scale)", (1, 6), 6, 6),
        ("weibull(shape=2, scale=1) min", "weibull(shape, scale)", (2, 1), math.sqrt(math.pi) / 2,
         math.sqrt(1 - math.pi / 4)),
        ("weibull(mean=6, sd=6) min", "weibull", (1, 6), 6, 6),
        ("hyperexponential(mean=4, sd=8) min", "hyperexponential",
         (0.5 + math.sqrt(0.15), 4 / (1 + 2 * math.sqrt(0.15)), 4 / (1 - 2 * math.sqrt(0.15))), 4, 8),
        ("pert(3, 4, 11) min", "pert", (3, 4, 11), 5, math.sqrt((5 - 3) * (11 - 5) / 7)),
        ("beta(2, 3, 0, 10) min", "beta", (2, 3, 0, 10), 4, 2),
    ],
)  # fmt: skip
def test_a_distribution_knows_its_mean_and_spread(
    text: str, kind: str, parameters: tuple[float, ...], mean_min: float, sd_min: float
) -> None:
    made = time_distribution(text)
    assert (made.kind, made.unit_ms, made.text) == (kind, MINUTE, text)
    assert made.parameters == pytest.approx(parameters)
    assert time_distribution(made.text) == made
    assert (made.mean / MINUTE, made.sd / MINUTE) == pytest.approx((mean_min, sd_min))


@pytest.mark.parametrize(
    "text",
    ["gamma(7, 2)", "gamma(mean=7) days", "gamma(7, 2, 1) days", "gamma(mean=7, mean=2) days", "gamma(x=7, sd=2) days",
     "gamma(-7, 2) days", "exponential(0) h", "uniform(4, 2) min", "triangular(4, 3, 5) min", "erlang(1.5, 3) min",
     "hyperexponential(2, 1, 1) min", "empirical() min", "poisson(3) min", "never", "gamma(7, 2) days days",
     "__import__('os') min", "gamma((7), 2) days", "weibull(0, 3) h", "uniform(0, 1e12) years", "gamma(nan, 2) days",
     f"empirical({', '.join('1' * 1_001)}) min", "empirical(1:2, 3) min", "empirical(1:0, 3:0) min",
     "empirical(-1) min", "empirical(1:-1, 2:1) min", "empirical(nan) min", "empirical(1e999) min",
     "empirical(times.csv) min", "empirical(../times.csv) min", "empirical(times.csv, a, b) min",
     "gamma(shape=2, sd=1) min", "gamma(7, scale=1, sd=2) min", "weibull(mean=1, sd=1000) min",
     "erlang(mean=7, sd=2) min", "hyperexponential(mean=4, sd=3) min", "uniform(mean=1, sd=1) min",
     "triangular(mean=1, sd=1) min", "lognormal(mu=39, sigma=5) min", "lognormal(mu=1, sigma=9) min",
     "exponential(rate=0) min", "gamma(shape=1e6, scale=1e12) min", "beta(0, 1, 2, 3) min", "pert(3, 2, 4) min"],
)  # fmt: skip
def test_a_distribution_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        time_distribution(text)


def test_arrivals_are_gaps() -> None:
    assert arrival_gaps("poisson(60) per week").mean == pytest.approx(WEEK / 60)
    assert arrival_gaps("poisson(mean=60) per week").kind == "exponential"
    assert arrival_gaps("every 3 h").parameters == (3,)
    assert arrival_gaps("every gamma(mean=4, sd=2) h").sd == 2 * HOUR
    assert arrival_gaps("never").mean == math.inf
    assert arrival_gaps("poisson(0) per day").kind == "never"


@pytest.mark.parametrize("text", ["60 per week", "poisson(60)", "poisson(-1) per day", "every", "every 0 h", "often"])
def test_arrivals_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UnitError):
        arrival_gaps(text)


def test_counts_are_whole() -> None:
    assert (count_distribution("1").mean, count_distribution("poisson(3)").sd) == (1, math.sqrt(3))
    assert count_distribution("geometric(mean=4)").sd == math.sqrt(12)
    for text in ("1.5", "0", "empirical(1, 1.5)", "poisson(3) units", "3 days", "geometric(0.5)"):
        with pytest.raises(UnitError):
            count_distribution(text)


values = st.floats(0.001, 1_000).map(lambda value: round(value, 3))


@given(st.sampled_from(sorted(kind for kind in KINDS if kind != "constant")), st.lists(values, min_size=1, max_size=4),
       st.sampled_from(["s", "min", "h", "days"]))  # fmt: skip
def test_a_distribution_is_either_refused_or_sound(kind: str, numbers: list[float], unit: str) -> None:
    text = f"{kind}({', '.join(map(str, numbers))}) {unit}"
    try:
        made = time_distribution(text)
    except UnitError:
        return
    assert math.isfinite(made.mean)
    assert made.mean >= 0
    assert made.sd >= 0
    assert time_distribution(made.text) == made


NAMED = [
    (kind, form.names)
    for kind in KINDS
    if kind not in {"constant", "empirical"}
    for form in forms_of(kind, KINDS[kind])
]


@given(st.sampled_from(NAMED), st.lists(values, min_size=4, max_size=4), st.sampled_from(["s", "min", "h", "days"]))
def test_every_way_to_write_a_distribution_is_either_refused_or_sound(
    form: tuple[str, tuple[str, ...]], numbers: list[float], unit: str
) -> None:
    kind, names = form
    text = f"{kind}({', '.join(f'{name}={number}' for name, number in zip(names, numbers, strict=False))}) {unit}"
    try:
        made = time_distribution(text)
    except UnitError:
        return
    given_numbers = dict(zip(names, numbers, strict=False))
    assert time_distribution(made.text) == made
    assert math.isfinite(made.mean)
    assert math.isfinite(made.sd)
    if "mean" in given_numbers and kind != "normal":
        assert made.mean == pytest.approx(given_numbers["mean"] * UNIT_MS[unit])
    if "sd" in given_numbers and kind != "normal":
        assert made.sd == pytest.approx(given_numbers["sd"] * UNIT_MS[unit], rel=1e-5)


@given(st.text("0123456789.:,;=()x_-/\\ csvwnaeight", max_size=40))
def test_nothing_between_the_brackets_surprises_a_reader(inside: str) -> None:
    for reader in (time_distribution, arrival_gaps, count_distribution):
        with contextlib.suppress(UnitError):
            reader(f"empirical({inside}) min")
        with contextlib.suppress(UnitError):
            reader(f"gamma({inside})")


@given(st.text(max_size=40))
def test_no_text_surprises_a_reader(text: str) -> None:
    for reader in (duration_ms, time_distribution, arrival_gaps, count_distribution, cents):
        with contextlib.suppress(UnitError):
            reader(text)


@given(st.text(max_size=40).filter(lambda text: not text.strip()[:1].isdigit()))
def test_every_refusal_has_a_remedy_on_one_line(text: str) -> None:
    with pytest.raises(UnitError, match=r"^[^\n]+; [^\n]+$"):
        duration_ms(text)


@pytest.mark.parametrize(("written", "kept"), [("yes", True), ("No", False), ("true", True), (False, False)])
def test_a_yes_or_no_is_read_as_people_and_as_yaml_say_it(joinery: Scenario, written: object, kept: bool) -> None:
    assert joinery.revised({"operations.goods_in.inspect": written}).operations.goods_in.inspect is kept


def test_work_is_written_in_hours_since_five_days_of_it_are_fifteen_shifts(joinery: Scenario) -> None:
    revised = joinery.revised({"production.maintenance.paint.every": "5 days"})
    assert revised.written(["production.maintenance.paint.every"]) == {"production.maintenance.paint.every": "120 h"}


def test_a_duration_below_zero_is_refused_in_the_words_that_were_written(joinery: Scenario) -> None:
    with pytest.raises(ScenarioError, match="'-3 days' is too small"):
        joinery.revised({"operations.orders.promise": "-3 days"})
