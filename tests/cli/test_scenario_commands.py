"""list, check, levers and schema: what a person learns of the scenarios without running one."""

from __future__ import annotations

import shutil
import sys

import pytest

from opsim.scenario import load
from opsim.scenario.library import bundled, scenarios_folder

FIRST_SHOP = scenarios_folder() / "first-shop.yaml"


@pytest.fixture
def broken(tmp_path):
    """A shop with two faults: a misspelt section and a negative price."""
    file = tmp_path / "broken.yaml"
    text = FIRST_SHOP.read_text(encoding="utf-8")
    assert "operations:" in text
    assert "price: " in text
    first, rest = text.replace("operations:", "operatoins:", 1).split("price: ", 1)
    file.write_text(f"{first}price: -{rest}", encoding="utf-8")
    return file


def test_list_shows_id_title_and_kind_of_each_bundled_scenario(command):
    answer = command("list")
    assert answer.code == 0
    heading, *rows = answer.out.splitlines()
    assert heading.split() == ["id", "title", "kind"]
    assert [row.split()[0] for row in rows] == [file.stem for file in bundled()]
    assert all(load(file).title in answer.out for file in bundled())


def test_one_faulty_scenario_hides_no_other(command, monkeypatch, broken):
    shutil.copy(FIRST_SHOP, broken.parent)
    monkeypatch.setattr(sys.modules["opsim.scenario.library"], "scenarios_folder", lambda: broken.parent)
    answer = command("list")
    assert answer.code == 0
    assert "broken" in answer.out
    assert "see opsim check" in answer.out
    assert "first-shop" in answer.out


def test_check_says_ok_for_each_sound_file(command):
    files = [str(file) for file in bundled()]
    answer = command("check", *files)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [f"{file}: ok" for file in files]


def test_check_shows_every_fault_with_its_place_and_goes_on(command, broken):
    answer = command("check", str(broken), str(FIRST_SHOP))
    assert answer.code == 1
    assert answer.out == f"{FIRST_SHOP}: ok\n"
    faults = answer.err.splitlines()
    assert len(faults) >= 2
    assert all(fault.startswith(f"{broken}:") for fault in faults)
    assert "did you mean 'operations'?" in answer.err
    assert "price" in answer.err
    assert "Traceback" not in answer.err


def test_check_knows_the_key_figures_that_goals_speak_of(command, tmp_path):
    file = tmp_path / "shop.yaml"
    text = FIRST_SHOP.read_text(encoding="utf-8")
    assert "{kpi: service.fill_rate" in text
    line = text[: text.index("{kpi: service.fill_rate")].count("\n") + 1
    file.write_text(text.replace("{kpi: service.fill_rate", "{kpi: service.fil_rate"), encoding="utf-8")
    answer = command("check", str(file))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"{file}:{line}:11 goals.")
    assert answer.err.endswith("kpi: there is no key figure 'service.fil_rate'; did you mean 'service.fill_rate'?\n")


def test_check_tells_what_is_sound_but_of_no_effect(command, tmp_path):
    file = tmp_path / "shop.yaml"
    text = FIRST_SHOP.read_text(encoding="utf-8")
    text = text.replace("{plan: none, n: 5, accept: 0,", "{plan: sampling, n: 5, accept: 5,")
    file.write_text(text, encoding="utf-8")
    answer = command("check", str(file))
    assert (answer.code, answer.out) == (0, f"{file}: ok\n")
    assert answer.err == (
        f"{file}: note: production.quality.inspection.workshop: a sample of 5 passes with up to 5 defectives, so no "
        "lot is ever sorted; make accept smaller than n\n"
    )


def test_check_of_a_file_that_is_not_there(command, tmp_path):
    answer = command("check", str(tmp_path / "nowhere.yaml"))
    assert answer.code == 1
    assert "nowhere.yaml" in answer.err


@pytest.mark.parametrize("words", [["levers"], ["run"]])
def test_an_unknown_scenario_is_met_with_the_nearest(command, words):
    answer = command(*words, "first-shoop")
    assert answer.code == 1
    assert "did you mean 'first-shop'?" in answer.err


@pytest.mark.parametrize("words", [["levers"], ["run"]])
def test_a_faulty_scenario_is_refused_with_all_its_faults(command, broken, words):
    answer = command(*words, str(broken))
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) >= 2


def test_levers_for_scripts_hold_every_parameter(command):
    levers = command("levers", "first-shop", "--json").document
    assert [lever["path"] for lever in levers] == [each.path for each in load("first-shop").parameters()]
    assert {"path", "value", "unit", "minimum", "maximum", "choices", "function", "help", "open"} <= set(levers[0])


@pytest.mark.parametrize("columns", [80, 100])
def test_levers_for_people_fit_the_terminal(command, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = command("levers", "chair-factory").out.splitlines()
    assert sum(not line.startswith(" ") for line in lines) == len(load("chair-factory").parameters())
    assert [line for line in lines if len(line) > columns and " " in line.strip()] == []
    at = lines.index("clock.horizon = 52 weeks  [locked, from the start only]")
    assert "How long the firm is simulated;" in lines[at + 2]


def test_levers_for_people_count_one_machine_and_materials_in_their_own_unit(command):
    lines = [line.partition("  [")[0] for line in command("levers", "job-shop").out.splitlines()]
    assert "production.stations.grind.machines = 1 machine" in lines
    assert [line for line in lines if line.endswith((" 1 machines", " 1 units", " 1 people"))] == []
    assert [line for line in lines if line.startswith("operations.inventory.steel-bar.s = ") and "blanks" in line]


def test_only_open_levers_are_shown_where_that_is_asked(command):
    opened = [parameter.path for parameter in load("paint-line").parameters() if parameter.open]
    lines = command("levers", "paint-line", "--open").out.splitlines()
    assert [line.partition(" = ")[0] for line in lines if not line.startswith(" ")] == opened
    assert [lever["path"] for lever in command("levers", "paint-line", "--open", "--json").document] == opened
    assert "    0.5 % .. 5 %" in lines


def test_schema_is_one_json_document_that_knows_the_sections(command):
    schema = command("schema").document
    assert {"clock", "products", "operations"} <= set(schema["properties"])
