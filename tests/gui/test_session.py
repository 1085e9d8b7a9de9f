from __future__ import annotations

from pathlib import Path

import pytest

from opsim.errors import InputError, ScenarioError
from opsim.gui.models.session import Session

from .conftest import OVENS


def test_a_set_lever_changes_the_scenario_and_only_it(bakery: Path):
    session = Session(bakery)
    session.set(OVENS, 3)
    assert (session.scenario.value(OVENS), session.opened.value(OVENS)) == (3, 1)
    session.undo()
    assert session.scenario.value(OVENS) == 1


@pytest.mark.parametrize(("path", "value"), [(OVENS, 0), (OVENS, 1.5), ("operations.market.loaf.arrivals", "often")])
def test_a_value_at_fault_changes_nothing(bakery: Path, path: str, value: object):
    session = Session(bakery)
    with pytest.raises(ScenarioError):
        session.set(path, value)
    assert (session.edits.changes, session.scenario) == ({}, session.opened)


def test_saving_keeps_the_comments_and_reopening_brings_the_values(bakery: Path, tmp_path: Path):
    session, target = Session(bakery), tmp_path / "mine.yaml"
    session.set(OVENS, 3)
    session.set("operations.market.loaf.arrivals", "every 2 h")
    session.save(target)
    assert "# long enough for a test" in target.read_text(encoding="utf-8")
    again = Session(target)
    assert (again.value(OVENS), again.value("operations.market.loaf.arrivals")) == (3, "every 2 h")
    assert session.edits.is_saved


def test_a_second_save_takes_back_what_was_reset_since(bakery: Path, tmp_path: Path):
    session, target = Session(bakery), tmp_path / "mine.yaml"
    session.set(OVENS, 3)
    session.save(target)
    session.reset([OVENS])
    session.set("production.lot_size.loaf", 5)
    session.save(target)
    again = Session(target)
    assert (again.value(OVENS), again.value("production.lot_size.loaf")) == (1, 5)


def test_equal_keys_mean_equal_results(bakery: Path):
    session = Session(bakery)
    keys = [session.key]
    session.set(OVENS, 2)
    keys.append(session.key)
    session.set(OVENS, 1)
    keys.append(session.key)
    session.seed = 2
    keys.append(session.key)
    assert (keys[0] == keys[2], len(set(keys))) == (True, 3)


def test_bundled_scenarios_are_known_as_such(bakery: Path):
    assert Session.open("first-shop").is_bundled
    assert not Session(bakery).is_bundled


def test_a_missing_file_is_named():
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        Session.open("nowhere.yaml")
