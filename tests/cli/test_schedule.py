"""`opsim schedule`: the open work of a firm, planned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from ruamel.yaml import YAML

from opsim.cli import schedule
from opsim.scheduling.plan import read_plan

CHAIRS = ("schedule", "chair-factory", "--heuristic", "--limit", "5 s")

#: Lots of three products, all due at once: more than can be planned best in a moment.
HARD = (
    *("--at", "1 h", "--objective", "tardiness", "--set", "clock.warm_up=0 h"),
    *("--set", "production.lot_size.*=2", "--set", "operations.inventory.*.cover=0 h"),
)


def test_a_table_shows_every_machine_and_what_the_plan_is_worth(command):
    answer = command(*CHAIRS)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0] == "Oak & Ash chairs: plan of Mon 2 Feb 00:00, 4 weeks after the start (seed 1)"
    assert " ".join(lines[1].split()) == "station machine lot product units step start end takes, h set-up, h"
    assert {line.split()[0] for line in lines[2 : lines.index("")]} == {"cut", "sand", "assemble", "paint", "pack"}
    assert lines[-3].startswith("makespan ")
    assert lines[-1].startswith(("feasible: no plan has less makespan than ", "optimal: no plan has less makespan"))


def test_the_document_tells_the_same_in_ms_and_names_every_lot(command):
    exact = command("schedule", "chair-factory", "--json", "--limit", "60 s").document
    ruled = command(*CHAIRS, "--json").document
    assert (exact["status"], exact["method"], exact["partial"]) == ("optimal", "CP-SAT", False)
    assert exact["exact"]["bound_ms"] == exact["exact"]["makespan_ms"] <= ruled["exact"]["makespan_ms"]
    assert ruled["exact"]["bound_ms"] <= exact["exact"]["makespan_ms"]
    end = max(operation["end_ms"] for operation in exact["operations"])
    assert end - exact["at_ms"] == exact["exact"]["makespan_ms"] == exact["makespan_h"] * 3_600_000
    lots = {lot["lot"] for lot in exact["lots"]}
    assert {operation["lot"] for operation in exact["operations"]} == lots
    assert sum(map(len, exact["plan"].values())) == len(exact["operations"])


def test_time_seed_settings_and_objective_are_heard(command):
    answer = command(*CHAIRS, "--at", "10 days", "--seed", "3", "--objective", "tardiness", "--json")
    assert [answer.document[key] for key in ("at_ms", "seed", "objective")] == [864_000_000, 3, "tardiness"]
    slower = command(
        *CHAIRS, "--at", "10 days", "--seed", "3", "--set", "production.stations.paint.machines=2", "--json"
    )
    assert slower.document["operations"] != answer.document["operations"]


def test_the_same_command_gives_the_same_plan(command):
    first, again = (command(*CHAIRS, "--json").document for _ in range(2))
    assert first == again


def test_a_saved_plan_is_small_readable_yaml(command, tmp_path):
    file = tmp_path / "plan.yaml"
    document = command(*CHAIRS, "--json", "--save", str(file)).document
    assert read_plan(file) == document["plan"]
    content = YAML(typ="safe", pure=True).load(file)
    assert (content["scenario"], content["seed"], content["at"]) == ("chair-factory", 1, "4 weeks")
    assert list(content["stations"]) == ["cut", "sand", "assemble", "paint", "pack"]
    assert set(content["stations"]["paint"][0]) == {"job", "lot", "product", "step", "machine", "start", "end"}


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_plan_and_execution_are_drawn(command, tmp_path, ending, begins):
    file = tmp_path / f"plan.{ending}"
    answer = command("schedule", "first-shop", "--heuristic", "--plot", str(file))
    assert (answer.code, answer.err) == (0, "")
    assert file.read_bytes().startswith(begins)


REFUSED = {
    "no open work": (["schedule", "first-shop", "--at", "0 h"], "no work is open at 0 h"),
    "after the end": (["schedule", "first-shop", "--at", "90 weeks"], "after the end of the run"),
    "no scenario": (["schedule", "nowhere"], "nowhere"),
    "no such picture": (["schedule", "first-shop", "--plot", "plan.doc"], "use .png, .svg, .pdf"),
    "no such folder": (["schedule", "first-shop", "--save", "nowhere/plan.yaml"], "there is no folder nowhere"),
    "a folder": (["schedule", "first-shop", "--plot", "."], "this is a folder"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_planned_is_one_message(command, words, said):
    answer = command(*words)
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_missing_group_is_one_message_and_the_heuristic_needs_none(command, monkeypatch):
    def missing():
        raise schedule.InputError("exact schedules need OR-Tools, ...")

    monkeypatch.setattr(schedule, "or_tools", missing)
    assert command("schedule", "first-shop").code == 1
    assert command("schedule", "first-shop", "--heuristic").code == 0


@pytest.mark.parametrize("words", [["--objective", "profit"], ["--limit", "0 s"], ["--limit", "60"], ["--at", "soon"]])
def test_wrong_usage(command, words):
    answer = command("schedule", "first-shop", *words)
    assert (answer.code, answer.out) == (2, "")


def test_planning_without_or_tools_brings_in_neither_it_nor_qt_nor_plots():
    plan = "from opsim.cli import main; main(['schedule', 'first-shop', '--heuristic', '--json'])"
    listing = f"{plan}; import sys; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    answer = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    assert not {"ortools", "pandas", "PySide6", "matplotlib", "scipy"} & set(answer.stdout.splitlines()[-1].split())


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches processes otherwise there")
def test_ctrl_c_gives_the_best_plan_so_far():
    words = [sys.executable, "-m", "opsim", "schedule", "chair-factory", *HARD, "--limit", "10 min"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as planning:
        time.sleep(6)
        still_searching = planning.poll() is None
        planning.send_signal(signal.SIGINT)
        out, err = planning.communicate(timeout=60)
    assert still_searching
    assert planning.returncode == 130
    assert err == "Cancelled: this is the best plan so far.\n"
    assert out.splitlines()[-1].startswith("feasible: no plan has less tardiness than ")


def test_lateness_can_be_counted_by_the_weight_of_the_products(command):
    heavy = (*CHAIRS, *HARD[:2], *HARD[4:], "--set", "products.armchair.weight=20", "--json")
    documents = [command(*heavy, "--objective", aim).document for aim in ("tardiness", "weighted-tardiness")]
    assert [document["objective"] for document in documents] == ["tardiness", "weighted-tardiness"]
    plain, weighted = documents
    assert weighted["weighted_tardiness_h"] <= plain["weighted_tardiness_h"]
    assert weighted["bound_h"] <= weighted["weighted_tardiness_h"]
