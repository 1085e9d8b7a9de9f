from __future__ import annotations

from pathlib import Path

import pytest

import opsim
from opsim.gui.models.levers import groups, place_of
from opsim.gui.models.session import Session
from opsim.scenario.idle import decided_by

from .conftest import OVENS


def shown(session: Session, search: str = "", *, locked: bool = False) -> dict[str, list[str]]:
    found = groups(session.levers(), search, locked=locked)
    return {group.function: [lever.path for lever in group.levers] for group in found}


def test_only_open_levers_are_shown_grouped_by_function(bakery: Path):
    found = shown(Session(bakery))
    assert list(found) == ["market", "planning", "inventory", "production", "finance"]
    assert found["production"] == [OVENS]


def test_locked_ones_are_shown_on_request(bakery: Path):
    session = Session(bakery)
    assert "operations.finance.overheads" in shown(session, locked=True)["overheads"]
    assert "overheads" not in shown(session)


@pytest.mark.parametrize("search", ["oven", "MACHINES", "oven machines", "stations.oven"])
def test_search_looks_at_name_place_and_address(bakery: Path, search: str):
    assert shown(Session(bakery), search) == {"production": [OVENS]}


def test_search_for_nonsense_finds_nothing(bakery: Path):
    assert shown(Session(bakery), "qwertz") == {}


def test_levers_carry_the_present_value(bakery: Path):
    session = Session(bakery)
    session.set(OVENS, 4)
    assert next(lever for lever in session.levers() if lever.path == OVENS).parameter.value == 4


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (OVENS, "Oven"),
        ("production.lot_size.loaf", "Rye loaf"),
        ("operations.purchasing.flour.mill.price", "Flour · mill"),
        ("products.loaf.routing.0.time", "Rye loaf · no. 1"),
        ("operations.orders.promise", "Order desk"),
    ],
)
def test_a_lever_says_where_in_the_firm_it_stands(bakery: Path, path: str, place: str):
    assert place_of(Session(bakery).opened, path) == place


def test_a_shift_is_a_choice_among_the_shifts(bakery: Path):
    lever = next(x for x in Session(bakery).levers() if x.path == "production.stations.oven.shift")
    assert (lever.parameter.kind, lever.parameter.choices) == ("choice", ("always", "day"))


#: What a student who may choose a rule, a policy or a plan has to set beside it.
ESSENTIAL = {"limit", "cards", "drum", "buffer", "lead_time", "every", "threshold", "n", "accept", "aql", "rejectable"}


@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "paint-line", "job-shop", "test-lab"])
def test_a_lever_that_opens_a_choice_opens_what_the_choice_reads(name: str):
    scenario = opsim.load(name)
    levers = {parameter.path: parameter for parameter in scenario.parameters()}
    locked = []
    for path, parameter in levers.items():
        decided = decided_by(path)
        if decided and levers[decided[0]].open and ESSENTIAL & set(path.split(".")) and not parameter.open:
            locked += [path] if set(decided[1]) & set(levers[decided[0]].choices) else []
    assert locked == []


@pytest.mark.parametrize("name", ["chair-factory", "paint-line", "job-shop"])
def test_every_choice_and_every_end_of_a_lever_is_taken(name: str):
    scenario = opsim.load(name)
    for parameter in scenario.parameters():
        if parameter.open:
            alone = not parameter.path.endswith((".s", ".S", ".share"))  # these bound one another
            ends = [end for end in (parameter.minimum, parameter.maximum) if end is not None and alone]
            for value in (*parameter.choices, *ends):
                scenario.revised({parameter.path: value})
