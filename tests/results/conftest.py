"""Little plays: histories written by hand, in milliseconds small enough to check in one's head."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import opsim
from opsim.ledgers.history import TABLES, History, Names
from opsim.ledgers.rows import TYPES
from opsim.results.run import Run
from opsim.scenario import Scenario, read
from opsim.scenario.parameter import FUNCTIONS

WORKSHOP = """
opsim: 1
id: play
title: A play
clock: {start: 2026-01-05, horizon: 4 weeks}
materials: {wood: {}}
products:
  chair:
    price: 100
    materials: {wood: 2}
    routing: [{station: saw, time: 1 min}, {station: paint, time: 1 min}]
  lamp: {price: 50}
production: {stations: {saw: {machines: 1}, paint: {machines: 1}}}
operations:
  market: {chair: {arrivals: never}, lamp: {arrivals: never}}
  orders: {mode: to-stock}
  inventory:
    chair: {policy: base-stock, S: 1}
    lamp: {policy: base-stock, S: 1}
    wood: {policy: base-stock, S: 1}
  purchasing:
    wood: {forest: {price: 5, lead_time: 1 day}}
    lamp: {lampmaker: {price: 20, lead_time: 1 day}}
"""
NOT_YET = {
    "units": 1, "good": 0, "scrapped": 0, "discount": 0, "defective": 0, "seconds": 0, "price": 0, "kind": 0,
    "cents": 0,
}  # fmt: skip
CHAIR, LAMP, WOOD = range(3)
SAW, PAINT = range(2)


def workshop(**changes: Any) -> Scenario:
    """The workshop of the plays; `changes` name parameters with __ for the dots."""
    scenario = read(WORKSHOP)
    return (
        scenario.revised({path.replace("__", "."): value for path, value in changes.items()}) if changes else scenario
    )


def table(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns of a table; what a row does not say has not happened (-1)."""
    return {
        column: np.array([row.get(column, NOT_YET.get(column, -1)) for row in rows], TYPES[code])
        for column, code in TABLES[name].items()
    }


def spread_lot(rows: dict[str, list[dict[str, Any]]], number: int, lot: dict[str, Any]) -> None:
    """Write what is rare about a lot to the tables that it is recorded in."""
    if "parent" in lot:
        until = lot.get("rework_until", -1)
        rework = {"lot": number, "parent": lot["parent"], "until": until, "first": max(until, 0)}
        rows.setdefault("reworks", []).append(rework)
    if "short_from" in lot:
        rows.setdefault("shortages", []).append({"lot": number, "since": lot["short_from"]})
    if "scrapped" in lot:
        rows.setdefault("scraps", []).append({"lot": number, "time": lot["finished"], "units": lot["scrapped"]})


def a_run(
    scenario: Scenario | None = None,
    end_ms: int = 1000,
    kinds: list[tuple[str, str, str, str]] | None = None,
    closing: dict[str, Any] | None = None,
    **rows: list[dict[str, Any]],
) -> Run:
    """A run in which just these rows were recorded; a saw and a paint booth stand there from the start."""
    rows.setdefault("machines", [{"station": SAW, "bought": 0}, {"station": PAINT, "bought": 0}])
    names = Names(
        list(FUNCTIONS),
        ["chair", "lamp", "wood"],
        ["saw", "paint"],
        [(WOOD, "forest"), (LAMP, "lampmaker")],
        kinds or [],
    )
    for number, lot in enumerate(rows.get("lots", [])):
        spread_lot(rows, number, lot)
    for stop in rows.get("stops", []):
        stop.setdefault("supplied", stop["start"])  # nothing was missing
    tables = {name: table(name, rows.get(name, [])) for name in TABLES}
    return Run(History(scenario or workshop(), (), 1, 0, end_ms, "", names, tables, closing or {}))


def told(tiles: list[Any]) -> list[tuple[int, int, str]]:
    """A story as (start, end, cause)."""
    return [(tile.start, tile.end, tile.cause) for tile in tiles]


@pytest.fixture(scope="session")
def play() -> SimpleNamespace:
    """Everything that a play needs."""
    return SimpleNamespace(
        run=a_run, workshop=workshop, told=told, chair=CHAIR, lamp=LAMP, wood=WOOD, saw=SAW, paint=PAINT
    )


@lru_cache
def _simulated(name: str, seed: int) -> Run:
    return opsim.simulate(opsim.load(name), seed=seed)


@pytest.fixture(scope="session")
def simulated() -> Callable[..., Run]:
    """A bundled scenario, run once for all tests."""
    return lambda name, seed=1: _simulated(name, seed)
