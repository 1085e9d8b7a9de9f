"""Which parameters a student is offered."""

from __future__ import annotations

from typing import get_args

import pytest

from opsim.errors import ScenarioError
from opsim.scenario import Scenario, load, read
from opsim.scenario.operations import READ_BY_POLICY, Replenishment

SOME_ONLY = {"r", "Q", "s", "S", "review"}


def offered(scenario: Scenario, item: str) -> set[str]:
    """Return which of the parameters that belong to some policies only are open for an item."""
    paths = [parameter.path.split(".") for parameter in scenario.parameters() if parameter.open]
    return {path[3] for path in paths if path[:3] == ["operations", "inventory", item]} & SOME_ONLY


def test_the_table_knows_every_policy() -> None:
    assert set(READ_BY_POLICY) == set(get_args(Replenishment.model_fields["policy"].annotation))


@pytest.mark.parametrize(("item", "levels"), [("bar-stool", {"s", "S"}), ("oak-board", {"r", "Q"})])
def test_a_wildcard_offers_only_what_the_policy_reads(item: str, levels: set[str]) -> None:
    assert offered(load("chair-factory"), item) == levels


def test_what_the_policy_does_not_read_is_there_and_closed() -> None:
    found = {parameter.path: parameter for parameter in load("chair-factory").parameters()}
    closed = found["operations.inventory.bar-stool.Q"]
    assert (closed.value, closed.open) == (1, False)


def test_where_the_policy_may_be_changed_all_its_levels_are_offered(text: str) -> None:
    assert 'path: "operations.inventory.*"' in text
    assert offered(read(text), "board") == SOME_ONLY
    levels_only = text.replace('{path: "operations.inventory.*"}', '{path: "operations.inventory.*.*"}')
    assert offered(read(levels_only), "board") == SOME_ONLY


@pytest.mark.parametrize(("item", "levels"), [("chair", {"S"}), ("lamp", {"S", "review"})])
def test_levels_and_reviews_are_for_their_policies(text: str, item: str, levels: set[str]) -> None:
    each = "\n".join(f'  - {{path: "operations.inventory.*.{name}"}}' for name in sorted(SOME_ONLY))
    assert offered(read(text.replace('  - {path: "operations.inventory.*"}', each)), item) == levels


def test_a_scenario_without_levers_offers_everything(text: str) -> None:
    free = read(text[: text.index("levers:")] + text[text.index("shocks:") :])
    assert all(parameter.open for parameter in free.parameters())


def with_lever(text: str, lever: str) -> str:
    return text.replace("levers:\n", f"levers:\n  - {{{lever}}}\n")


def test_a_lever_may_leave_some_choices_only(text: str) -> None:
    leaves = "path: production.release.rule, among: [push, conwip]"
    found = {parameter.path: parameter for parameter in read(with_lever(text, leaves)).parameters()}
    rule = found["production.release.rule"]
    assert rule.choices == ("push", "conwip")
    assert rule.help == "push: at once; conwip: only while fewer lots than the limit are on the floor."
    assert rule.out_of_range("conwip") is None
    assert "use push, conwip" in str(rule.out_of_range("kanban"))


@pytest.mark.parametrize(
    ("lever", "fault"),
    [
        ("path: production.release.rule, among: [push, pull]", "cannot be 'pull'; use push, conwip"),
        ("path: production.release.rule, among: [push]", "is 'conwip', which is not among them; add it"),
        ("path: production.release.limit, among: [push]", "production.release.limit is no choice; leave 'among' out"),
    ],
)
def test_choices_that_cannot_be_are_refused(text: str, lever: str, fault: str) -> None:
    with pytest.raises(ScenarioError, match=fault):
        read(with_lever(text, lever))


def test_the_range_of_a_share_is_a_number_however_it_is_written() -> None:
    found = {parameter.path: parameter for parameter in load("paint-line").parameters()}
    level = found["production.quality.inspection.pack.aql"]
    assert (level.minimum, level.maximum) == (0.005, 0.05)
    assert level.out_of_range(0.05) is None
    assert level.out_of_range(0.06) is not None
