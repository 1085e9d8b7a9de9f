"""A file under the pen: one value changes, every comment stays."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest

from opsim.errors import InputError, ScenarioError
from opsim.scenario import Document, Scenario, load, read
from opsim.scenario.addresses import places
from opsim.scenario.edits import with_value
from opsim.scenario.reading import tree_of


def changed_lines(old: str, new: str) -> list[str]:
    return [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("address", "value", "lines"),
    [
        ("clock.horizon", "30 weeks", ["-   horizon: 26 weeks", "+   horizon: 30 weeks"]),
        ("products.chair.price", 140, ["-     price: 129.50", "+     price: 140"]),
        ("production.repair_crew.shift", "late", [
            "-   repair_crew: {people: 1, wage: 30, shift: day}",
            "+   repair_crew: {people: 1, wage: 30, shift: late}"]),
        ("operations.inventory.frame.cover", "2 weeks", [
            "-     frame: {policy: s-S, s: 20, S: 60}",
            "+     frame: {policy: s-S, s: 20, S: 60, cover: 2 weeks}"]),
        ("operations.orders.refuse_above", 90, ["+     refuse_above: 90"]),
        ("operations.market.chair.size", "poisson(3)", ["+       size: poisson(3)"]),
        ("operations.market.chair.season", None, [
            "-       season: {amplitude: 0.25, peak: 2026-11-15}", "+       season: null"]),
        ("production.stations.paint.title", "Paint: #1", [
            "-       title: Paint booth", '+       title: "Paint: #1"']),
        ("production.quality.inspection.sand", {"plan": "all", "time": "1 min"}, [
            "+       sand: {plan: all, time: 1 min}"]),
        ("learn", ["set-up", "pull"], ["+ learn: [set-up, pull]"]),
    ],
)  # fmt: skip
def test_only_the_line_in_question_changes(joinery_file: Path, address: str, value: Any, lines: list[str]) -> None:
    document = Document.open(joinery_file)
    before = document.text
    wanted = document.scenario.revised({address: value})
    document.set(address, value)
    assert changed_lines(before, document.text) == lines
    assert document.scenario == wanted
    assert document.is_changed


def test_every_parameter_can_be_written_into_the_file(joinery: Scenario, text: str) -> None:
    tree = tree_of(text, "joinery.yaml")
    for parameter in joinery.parameters()[::5]:
        if parameter.value is not None:
            path = places(Scenario, joinery.plain, parameter.path)[0]
            edited = with_value(tree, path, parameter.value)
            assert read(edited) == joinery, parameter.path
            assert all(line in edited for line in text.splitlines() if "#" in line), parameter.path


def test_what_is_so_already_stays_as_it_was_spelled(joinery_file: Path) -> None:
    document = Document.open(joinery_file)
    document.revise({"production.stations.paint.price": 48_000, "operations.orders.promise": "48 h"})
    assert (changed_lines(document.text, Document.open(joinery_file).text), document.is_changed) == ([], False)


def test_a_wildcard_is_written_everywhere(joinery_file: Path) -> None:
    document = Document.open(joinery_file)
    document.set("production.lot_size.*", 12)
    assert "lot_size: {chair: 12, frame: 12}" in document.text


def test_changes_that_only_hold_together_are_written_together(joinery_file: Path) -> None:
    document = Document.open(joinery_file)
    document.revise({"operations.inventory.frame.s": 90, "operations.inventory.frame.S": 120})
    assert "frame: {policy: s-S, s: 90, S: 120}" in document.text


def test_a_change_that_is_refused_leaves_the_text_alone(joinery_file: Path) -> None:
    document = Document.open(joinery_file)
    before = document.text
    for address, value in (("clock.horizon", "soon"), ("products.char.price", 3), ("clock.horizon", "1 week")):
        with pytest.raises(ScenarioError):
            document.set(address, value)
    assert (document.text, document.is_changed) == (before, False)


def test_saving_writes_the_text_and_opening_reads_it_back(tmp_path: Path, joinery_file: Path) -> None:
    document = Document.open(joinery_file)
    document.set("production.stations.saw.machines", 3)
    document.save(tmp_path / "столярка 🪑.yaml")
    assert load(tmp_path / "столярка 🪑.yaml") == document.scenario
    assert (document.file, document.is_changed) == (tmp_path / "столярка 🪑.yaml", False)


def test_lines_keep_their_windows_endings(tmp_path: Path, text: str) -> None:
    file = tmp_path / "joinery.yaml"
    file.write_bytes(text.replace("\n", "\r\n").encode())
    document = Document.open(file)
    document.set("operations.orders.refuse_above", 90)
    document.set("clock.horizon", "30 weeks")
    document.save()
    content = file.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == text.count("\n") + 1


def test_a_document_without_a_file_asks_for_one(text: str) -> None:
    with pytest.raises(InputError, match="save it under a name"):
        Document(text).save()


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path, text: str) -> None:
    file = tmp_path / "newer.yaml"
    file.write_text(text.replace("opsim: 1", "opsim: 2"), encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(ScenarioError, match="newer than this OpSim"):
        Document.open(file)
    assert file.read_bytes() == before
