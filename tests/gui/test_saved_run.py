"""A saved run opens in the window: shown as it was, without simulating it again."""

from __future__ import annotations

import pytest

import opsim
from opsim.gui.models.session import Session
from opsim.results.saved import save

from .conftest import OVENS, wait_for_runs
from .test_journeys import row_of, type_into

WEEK_MS = 7 * 86_400_000


@pytest.fixture
def kept(bakery, tmp_path):
    """A run of the bakery with seed 7, with a decision on the way, in a file of its own."""
    run = opsim.simulate(opsim.load(bakery), [(3 * WEEK_MS, OVENS, 3)], seed=7)
    save(run, tmp_path / "bakery.run")
    return run, tmp_path / "bakery.run"


def test_it_is_shown_without_simulating(window, kept, qtbot, monkeypatch):
    run, file = kept
    jobs = []
    monkeypatch.setattr(window.simulator, "run", lambda *job: jobs.append(job))
    window.open_scenario(str(file))
    wait_for_runs(qtbot, window, 1)
    assert window.session.runs.current.digest == run.digest
    assert (jobs, window.session.seed, window.bar.seed.value()) == ([], 7, 7)
    assert "decisions made while the firm ran: 1." in window.workspace.notice.text()
    window.run()
    assert jobs == []
    assert str(file) in window.settings.recent


def test_a_lever_goes_on_from_its_scenario_and_save_writes_a_scenario(window, kept, qtbot, tmp_path, monkeypatch):
    run, file = kept
    window.open_scenario(str(file))
    wait_for_runs(qtbot, window, 1)
    type_into(qtbot, row_of(window, OVENS), "2")
    wait_for_runs(qtbot, window, 2)
    again = opsim.simulate(run.scenario.revised({OVENS: 2}), seed=7)
    assert window.session.runs.current.digest == again.digest
    assert window.workspace.notice.isHidden()
    target = tmp_path / "mine.yaml"
    monkeypatch.setattr("opsim.gui.files.choose_target", lambda *_: target)
    assert window.save()
    assert opsim.reopen(file).digest == run.digest  # the saved run is left alone
    assert opsim.load(target).plain == run.scenario.revised({OVENS: 2}).plain


def test_a_run_that_came_to_a_standstill_is_shown_with_the_reason(window, tmp_path, qtbot):
    cards = {"production.release.rule": "kanban", "production.release.cards.*": 3}
    run = opsim.simulate(opsim.load("job-shop").revised(cards), seed=1)
    save(run, tmp_path / "stuck.run")
    window.open_scenario(str(tmp_path / "stuck.run"))
    wait_for_runs(qtbot, window, 1)
    assert not window.workspace.notice.isHidden()
    assert "deadlock" in window.workspace.notice.text()
    assert "production.release.cards" in window.workspace.notice.text()


def test_a_floor_that_stands_still_at_the_end_is_told_as_such(window, bakery, tmp_path, qtbot):
    needs = {"skill": "baking", "count": 2}  # and there is one baker
    needs = {"production.stations.oven.operators": needs, "operations.teams.bakers.skill": "baking"}
    hours = {"production.stations.oven.shift": "always", "operations.teams.bakers.shift": "always"}
    run = opsim.simulate(opsim.load(bakery).revised({**needs, **hours}), seed=1)
    assert "nobody has worked on the floor" in run.partial
    save(run, tmp_path / "still.run")
    window.open_scenario(str(tmp_path / "still.run"))
    wait_for_runs(qtbot, window, 1)
    assert window.workspace.notice.text().startswith("This run stood still at its end: nobody has worked")


def test_a_damaged_one_is_refused_in_words(window, kept, monkeypatch):
    _, file = kept
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
    told = []
    monkeypatch.setattr("opsim.gui.files.show_faults", lambda _parent, title, lines: told.append((title, lines)))
    window.open_scenario(str(file))
    assert window.session is None
    assert told[0][0] == "bakery.run cannot be opened"


def test_without_a_window_as_well(kept):
    run, file = kept
    session = Session.open(str(file))
    assert session.saved_run.digest == run.digest
    assert (session.opened.plain, session.is_read_only) == (run.scenario.plain, True)
