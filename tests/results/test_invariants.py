from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from opsim.errors import InvariantError
from opsim.results.invariants import INVARIANTS
from opsim.results.run import Run


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", ["first-shop", "chair-factory", "test-lab"])
def test_bundled_scenarios_keep_every_invariant(name: str, seed: int, simulated: Callable[..., Run]) -> None:
    run = simulated(name, seed)
    assert [law for law, holds in run.invariants.items() if not holds] == []
    assert run.verify() is run


def test_the_readme_shows_how_many_there_are() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"; (\d+) invariants hold", readme) == [str(len(INVARIANTS))]


def with_change(run: Run, table: str, column: str, row: int, by: int) -> Run:
    """The run with one number of its ledgers changed."""
    tables: dict[str, Any] = dict(run.history.tables)
    columns = dict(tables[table])
    columns[column] = np.array(columns[column])
    columns[column][row] += by
    tables[table] = columns
    return Run(replace(run.history, tables=tables))


def with_closing(run: Run, **closing: Any) -> Run:
    """The run with other counters at its end."""
    return Run(replace(run.history, closing={**run.history.closing, **closing}))


@pytest.mark.parametrize(
    ("change", "law"),
    [
        (("purchases", "accepted", 0, 1), "stock balances"),
        (("purchases", "accepted", 0, -100_000), "stock is never negative"),
        (("lots", "good", 0, -1), "lots balance"),
        (("reworks", "parent", 0, 1), "lots balance"),
        (("operations", "start", 30, -40 * 3_600_000), "machine states tile the horizon"),
        (("operations", "start", 30, -40 * 3_600_000), "units are never in two places"),
        (("lots", "released", 0, 40 * 3_600_000), "units are never in two places"),
        (("lots", "finished", 0, 1), "lots are tiled"),
        (("orders", "status", 0, 1), "orders balance"),
        (("money", "cents", 3, 1), "stock accounts equal stock"),
        (("orders", "price", 0, 1), "invoices equal orders"),
        (("money", "time", 5, 10**9), "time goes forward"),
    ],
)
def test_one_wrong_number_is_found(change: tuple[str, str, int, int], law: str, simulated: Callable[..., Run]) -> None:
    assert not with_change(simulated("chair-factory"), *change).invariants[law]


@pytest.mark.parametrize(
    ("counter", "law"),
    [
        ("cash", "cash balances"), ("wip_lots", "lots balance"), ("wip_value", "stock accounts equal stock"),
        ("open_orders", "orders balance"),
    ],
)  # fmt: skip
def test_ledgers_are_held_against_the_engines_own_counters(
    counter: str, law: str, simulated: Callable[..., Run]
) -> None:
    run = simulated("first-shop")
    assert not with_closing(run, **{counter: run.history.closing[counter] + 1}).invariants[law]


def test_a_run_that_contradicts_itself_is_reported_with_its_seed(simulated: Callable[..., Run]) -> None:
    broken = with_closing(simulated("first-shop"), cash=7)
    with pytest.raises(
        InvariantError, match=r"'first-shop' with seed 1, replication 0, .*cash balances(.|\n)*money \{"
    ):
        broken.verify()


def test_every_law_has_its_meaning_written_down() -> None:
    assert all(law.__doc__ for law in INVARIANTS.values())
