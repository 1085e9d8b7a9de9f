"""Values from files beside a scenario: read once, told cell by cell when they are bad, and kept ever after."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

import opsim
from opsim.errors import ScenarioError
from opsim.scenario import Document, Scenario, load, read
from opsim.scenario.recorded_file import MOST_TOLD

TIME = "empirical(times.csv, minutes) min"
PLAY = """
opsim: 1
id: play
title: A play
clock: {start: 2026-01-05, horizon: 2 days}
products:
  chair: {price: 100, routing: [{station: saw, time: "TIME"}]}
production: {stations: {saw: {machines: 1}}}
operations:
  market: {chair: {arrivals: every 30 min}}
  orders: {mode: to-order}
"""


@pytest.fixture
def firm(tmp_path: Path):
    """A scenario file with a CSV file beside it; says how the saw's time is written and what the file holds."""

    def written(cells: str | bytes = "minutes\n3\n4\n8\n", time: str = TIME, file: str = "times.csv") -> Path:
        beside = tmp_path / "firm" / file
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(cells if isinstance(cells, bytes) else cells.encode())
        scenario = tmp_path / "firm" / "play.yaml"
        scenario.write_text(PLAY.replace("TIME", time))
        return scenario

    return written


def time_of(scenario: Scenario):
    return scenario.products["chair"].routing[0].time


def faults_of(file: Path) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        load(file)
    return [str(fault).replace(f"{file.parent}/", "") for fault in refused.value.faults]


def test_a_column_beside_the_scenario_becomes_a_distribution(firm):
    made = time_of(load(firm()))
    assert (made.kind, made.parameters, made.mean, made.text) == ("empirical", (3, 4, 8), 300_000, TIME)


@pytest.mark.parametrize(
    ("cells", "time", "parameters"),
    [
        ("3\n4\n8\n", "empirical(times.csv) min", (3, 4, 8)),
        ("\ufeffminutes\r\n3\r\n\r\n4.5\r\n", "empirical(times.csv) min", (3, 4.5)),
        ("day,minutes\n1,3\n2,1e1\n", TIME, (3, 10)),
        ("day;minutes\n1;3\n2;4\n", "empirical(times.csv, 2) min", (3, 4)),
        ('"a, b"\tminutes\n1\t3\n', "empirical(times.csv, column=minutes) min", (3,)),
        ("minutes,pieces\n3,5\n4,1\n", "empirical(times.csv, minutes, weights=pieces) min", (3, 4, 5, 1)),
    ],
)  # fmt: skip
def test_a_file_may_be_written_in_several_ways(firm, cells, time, parameters):
    assert time_of(load(firm(cells, time))).parameters == parameters


def test_a_file_may_lie_in_a_folder_beside_the_scenario(firm):
    time = "empirical(data/saw times.csv) min"
    assert time_of(load(firm("3\n", time, "data/saw times.csv"))).parameters == (3,)


def test_every_bad_cell_is_told_with_its_line(firm):
    file = firm("day,minutes\n1,3\n2,four\n3,-1\n4,nan\n5\n6,inf\n7,4,5\n8,1e99\n")
    where = "products.chair.routing.0.time"
    assert faults_of(file) == [
        f"times.csv:3:3 {where}: 'four' is not a number; write digits with a decimal point, such as 12 or 0.5",
        f"times.csv:4:3 {where}: '-1' is out of range; give 0 or more, up to 1e+15",
        f"times.csv:5:3 {where}: 'nan' is not a number; write digits with a decimal point, such as 12 or 0.5",
        f"times.csv:6:3 {where}: the cell is empty; write digits with a decimal point, such as 12 or 0.5",
        f"times.csv:7:3 {where}: 'inf' is not a number; write digits with a decimal point, such as 12 or 0.5",
        f"times.csv:9:3 {where}: '1e99' is out of range; give 0 or more, up to 1e+15",
    ]


def test_weights_beside_a_bad_column_are_not_blamed(firm):
    file = firm("minutes,n\n3,5\nx,2\n", "empirical(times.csv, minutes, weights=n) min")
    assert [line.partition(" ")[0] for line in faults_of(file)] == ["times.csv:3:1"]


def test_a_file_full_of_bad_cells_does_not_bury_the_rest(firm):
    told = faults_of(firm("minutes\n" + "x\n" * 100))
    assert len(told) == MOST_TOLD + 1
    assert any(f"{100 - MOST_TOLD} more cells of 'times.csv' are at fault" in line for line in told)


@pytest.mark.parametrize(
    ("cells", "time", "fault"),
    [
        ("3\n", "empirical(time.csv) min", "no file 'time.csv' beside the scenario; did you mean 'times.csv'?"),
        ("a,b\n3,4\n", "empirical(times.csv) min", "'times.csv' has several columns; name one: a, b"),
        ("minutes\n3\n", "empirical(times.csv, minute) min", "no column 'minute'; did you mean 'minutes'?"),
        ("1,2\n3,4\n", "empirical(times.csv, 3) min", "no column '3'"),
        ("minutes\n", TIME, "'times.csv' has no values"),
        ("", "empirical(times.csv) min", "'times.csv' has no values"),
        (b"minutes\n\xff\n", TIME, "not a CSV file in UTF-8"),
        ("minutes\n" + "3\n" * 10_001, TIME, "10,001 values; keep a sample of at most 10,000"),
        ("x" * 1_000_001, TIME, "larger than 1,000,000 bytes"),
        ("minutes\n" + f"1.{'0' * 28}1\n{'0' * 29}1.{'0' * 29}1\n" * 5_000, TIME, "hold more than 400,000 characters"),
        ("minutes,n\n3,1\n4,\n", "empirical(times.csv, minutes, weights=9) min", "no column '9'"),
        ("minutes,n\n3,0\n", "empirical(times.csv, minutes, weights=n) min", "all weights of empirical are 0"),
        ("3\n", "empirical(../times.csv) min", "'../times.csv' is no file beside the scenario"),
        ("3\n", "empirical(/etc/times.csv) min", "is no file beside the scenario"),
        ("3\n", r"empirical(..\\times.csv) min", "is no file beside the scenario"),
        ("3\n", "empirical(a/../../times.csv) min", "is no file beside the scenario"),
    ],
)
def test_a_file_that_will_not_do_is_told_once_at_the_distribution(firm, cells, time, fault):
    told = faults_of(firm(cells, time))
    assert len(told) == 1
    assert told[0].startswith("play.yaml:7:54 products.chair.routing.0.time: ")
    assert fault in told[0]


def test_a_link_does_not_lead_out_of_the_folder(firm, tmp_path):
    file = firm()
    (tmp_path / "secret.csv").write_text("1\n")
    (file.parent / "times.csv").unlink()
    (file.parent / "times.csv").symlink_to(tmp_path / "secret.csv")
    assert "'times.csv' leads out of the scenario's folder" in faults_of(file)[0]


def test_what_only_looks_like_a_file_is_none(firm):
    file = firm()
    (file.parent / "times.csv").unlink()
    (file.parent / "times.csv").mkdir()
    assert "there is no file 'times.csv' beside the scenario" in faults_of(file)[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_hold_up_the_loader(firm):
    file = firm()
    (file.parent / "times.csv").unlink()
    os.mkfifo(file.parent / "times.csv")
    assert "there is no file 'times.csv' beside the scenario" in faults_of(file)[0]


@pytest.mark.parametrize("cells", [b"minutes\n3\x00\n", b"minutes\n" + b"3" * 200_000 + b"\n", b'minutes\n"3\n'])
def test_hostile_bytes_end_in_a_fault(firm, cells):
    assert all("times.csv" in line for line in faults_of(firm(cells)))


def test_a_text_without_a_folder_says_so(firm):
    with pytest.raises(ScenarioError, match=r"'times.csv' lies beside a scenario, and this text has no folder; load"):
        read(firm().read_text())


def test_the_file_is_not_needed_once_the_scenario_is_loaded(firm, tmp_path):
    file = firm()
    scenario = load(file)
    run = opsim.simulate(scenario, seed=3)
    (file.parent / "times.csv").unlink()
    longer = scenario.revised({"clock.horizon": "3 days"})
    assert time_of(longer) == time_of(scenario)
    assert time_of(scenario.revised({"products.chair.routing.0.time": TIME.replace("min)", "min)")})).mean == 300_000
    assert time_of(scenario.revised({"products.chair.routing.0.time": TIME[:-3] + "h"})).mean == 300_000 * 60
    assert time_of(pickle.loads(pickle.dumps(scenario))) == time_of(scenario)
    opsim.save(run, tmp_path / "play.run")
    again = opsim.reopen(tmp_path / "play.run")
    assert opsim.simulate(again.scenario, seed=3).digest == run.digest == again.digest


def test_an_edit_cannot_bring_in_a_file_that_was_not_loaded(firm):
    scenario = load(firm())
    with pytest.raises(ScenarioError, match=r"the scenario holds nothing of 'other.csv'"):
        scenario.revised({"products.chair.routing.0.time": "empirical(other.csv) min"})


def test_a_shock_may_name_a_file_as_well(firm):
    file = firm("a,b\n3,30\n", "empirical(times.csv, a) min")
    shock = 'shocks: [{at: 1 day, set: {products.chair.routing.0.time: "empirical(times.csv, b) min"}}]\n'
    file.write_text(file.read_text() + shock)
    scenario = load(file)
    assert [(each.column, each.values) for each in scenario.recorded] == [("a", "3"), ("b", "30")]
    run = opsim.simulate(scenario, seed=1)
    operations = run.history.tables["operations"]
    lasted = operations["end"] - operations["start"]
    assert set(lasted[operations["end"] < 86_400_000].tolist()) == {180_000}
    assert lasted.max() == 1_800_000


def test_saving_in_its_folder_keeps_naming_the_file_and_elsewhere_takes_the_values_along(firm, tmp_path):
    file = firm()
    document = Document.open(file)
    document.set("products.chair.price", 90)
    document.save()
    assert "recorded" not in file.read_text()
    (tmp_path / "elsewhere").mkdir()
    document.save(tmp_path / "elsewhere" / "play.yaml")
    assert "recorded: [{file: times.csv, column: minutes, values: 3 4 8}]" in document.text
    moved = load(tmp_path / "elsewhere" / "play.yaml")
    assert time_of(moved) == time_of(load(file))
    assert moved == document.scenario


def test_values_in_the_text_win_over_the_file(firm):
    file = firm()
    file.write_text(file.read_text() + 'recorded: [{file: times.csv, column: minutes, values: "5 7"}]\n')
    assert time_of(load(file)).parameters == (5, 7)


def test_a_recording_without_values_is_read_so_that_a_lever_may_use_it(firm):
    file = firm(time="4 min")
    file.write_text(file.read_text() + "recorded: [{file: times.csv, column: minutes}]\n")
    scenario = load(file)
    assert scenario.recorded[0].values == "3 4 8"
    assert time_of(scenario.revised({"products.chair.routing.0.time": TIME})).parameters == (3, 4, 8)


@pytest.mark.parametrize("values", ["3 x", "-1", '""', "nan", "[3, -4]"])
def test_bad_values_in_the_text_are_told_at_their_place(firm, values):
    file = firm(time="4 min", cells="minutes\nx\n" if values == '""' else "minutes\n3\n")
    file.write_text(file.read_text() + f"recorded: [{{file: times.csv, column: minutes, values: {values}}}]\n")
    told = faults_of(file)
    assert len(told) == 1
    assert "recorded.0" in told[0]


def test_ten_thousand_values_survive_a_saved_run(firm, tmp_path):
    scenario = load(firm("minutes\n" + "".join(f"{n / 1000}\n" for n in range(10_000))))
    run = opsim.simulate(scenario, seed=1)
    opsim.save(run, tmp_path / "play.run")
    assert time_of(opsim.reopen(tmp_path / "play.run").scenario) == time_of(scenario)
