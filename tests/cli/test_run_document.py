"""`opsim run --json`: one document, a contract for scripts."""

from __future__ import annotations

import hashlib
import math
import random

import pytest

import opsim
from opsim.cli.document import adding_up
from opsim.cli.output import without_nan
from opsim.scenario.parameter import FUNCTIONS

SHORT = ("--until", "4 weeks")


@pytest.fixture
def document(command):
    def of(*words):
        answer = command("run", "first-shop", *SHORT, *words, "--json")
        assert (answer.code, answer.err) == (0, "")
        return answer.document

    return of


def test_the_document_has_what_scripts_rely_on(document):
    shop = document("--seed", "7")
    assert (shop["scenario"], shop["seed"], shop["replications"], shop["partial"]) == ("first-shop", 7, 1, "")
    assert len(shop["digest"]) == 64
    assert set(shop["kpis"]["service.otif"]) == {"value", "unit", "half_width"}
    assert shop["kpis"]["service.otif"]["unit"] == "share"
    assert shop["kpis"]["finance.total_cost"]["unit"] == "EUR"
    assert set(shop["cost_by_function"]) <= set(FUNCTIONS)
    assert set(shop["lead_time_by_function"]) <= set(FUNCTIONS)
    assert shop["invariants"]
    assert all(holds is True for holds in shop["invariants"].values())


def added(amounts):
    """What a plain loop over floats gives; `sum` compensates since Python 3.12."""
    total = 0.0
    for amount in amounts:
        total += amount
    return total


@pytest.mark.parametrize("seed", range(40))
def test_even_floats_add_up_to_the_total_in_the_order_given(seed):
    dice = random.Random(seed)
    cents = {name: dice.randrange(10 ** dice.randrange(4, 10)) for name in FUNCTIONS}
    amounts = adding_up(cents)
    assert amounts == {name: each / 100 for name, each in cents.items()}
    assert added(amounts.values()) == sum(cents.values()) / 100


@pytest.mark.parametrize("words", [[], ["--replications", "3"]], ids=["one", "several"])
def test_parts_by_function_sum_to_the_totals_exactly(document, words):
    shop = document(*words)
    exact = shop["exact"]
    assert sum(exact["cost_by_function_cents"].values()) == exact["total_cost_cents"]
    assert exact["total_cost_cents"] == round(shop["kpis"]["finance.total_cost"]["value"] * 100)
    assert added(shop["cost_by_function"].values()) == shop["kpis"]["finance.total_cost"]["value"]
    assert all(shop["cost_by_function"][name] == cents / 100 for name, cents in exact["cost_by_function_cents"].items())
    assert sum(shop["lead_time_by_function"].values()) == exact["total_lead_time_ms"]
    assert exact["total_lead_time_ms"] == shop["kpis"]["flow.total_lead_time_ms"]["value"]
    assert all(type(ms) is int for ms in shop["lead_time_by_function"].values())


def test_the_same_words_give_the_same_document(document):
    assert document("--seed", "3") == document("--seed", "3")


def test_another_seed_is_another_run(document):
    assert document("--seed", "3")["digest"] != document("--seed", "4")["digest"]


def test_one_run_has_no_half_width(document):
    assert {figure["half_width"] for figure in document()["kpis"].values()} == {None}


def test_several_replications_give_means_with_half_widths(document):
    shop = document("--replications", "3", "--seed", "5")
    runs = [
        opsim.simulate(opsim.load("first-shop"), seed=5, replication=number, until=4 * 7 * 86_400_000)
        for number in range(3)
    ]
    otif = [run.kpis["service.otif"] for run in runs]
    assert shop["replications"] == 3
    assert shop["digest"] == hashlib.sha256("".join(run.digest for run in runs).encode()).hexdigest()
    assert shop["kpis"]["service.otif"]["value"] == pytest.approx(math.fsum(otif) / 3)
    assert shop["kpis"]["service.otif"]["half_width"] > 0


def test_settings_are_read_as_the_type_of_their_parameter(document):
    plain = document()
    changed = document("--set", "operations.finance.opening_cash=1.5", "--set", "operations.orders.promise = 3 days")
    assert plain["digest"] != changed["digest"]


def test_a_setting_in_the_scenarios_own_words_changes_nothing(document):
    parameters = {each.path: each.text for each in opsim.load("first-shop").parameters()}
    same = [f"--set={path}={parameters[path]}" for path in ("clock.horizon", "clock.warm_up", "clock.start")]
    assert document(*same) == document()


def test_a_decision_changes_what_comes_after_it(document):
    early = document("--at", "1 week", "products.*.price=50")
    late = document("--at", "3 weeks", "products.*.price=50")
    assert len({document()["digest"], early["digest"], late["digest"]}) == 3


def test_no_number_that_json_lacks():
    assert without_nan({"a": [math.nan, 1.5, (math.inf,)], 2: None}) == {"a": [None, 1.5, [None]], "2": None}
